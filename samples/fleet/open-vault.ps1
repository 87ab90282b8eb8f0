#Requires -Version 7.4
#Requires -Modules Microsoft.PowerShell.SecretManagement, Az.Accounts, Az.KeyVault

# What rotate-fleet.ps1 -Prepare runs first: opens an Azure Key Vault as the vault Ops, without a secret. In Kubernetes the workload
# identity's token authenticates, in a pipeline the engine has signed in by OIDC before.
param(
    [string] $KeyVault = $env:DT_KEY_VAULT,

    [string] $SubscriptionId = $env:AZURE_SUBSCRIPTION_ID
)

if ($env:AZURE_FEDERATED_TOKEN_FILE) {
    $null = Connect-AzAccount -ServicePrincipal -ApplicationId $env:AZURE_CLIENT_ID -Tenant $env:AZURE_TENANT_ID `
        -FederatedToken (Get-Content -LiteralPath $env:AZURE_FEDERATED_TOKEN_FILE -Raw)
}

Register-SecretVault -Name Ops -ModuleName Az.KeyVault -AllowClobber `
    -VaultParameters @{ AZKVaultName = $KeyVault; SubscriptionId = $SubscriptionId }
