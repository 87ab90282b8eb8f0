<#
.SYNOPSIS
    Azure Key Vault as a store of Invoke-DtTokenRotation.
.DESCRIPTION
    Returns the script blocks to splat. Needs Az.KeyVault, a connected account, and the permissions to get, set, delete and
    recover secrets (the role Key Vault Secrets Officer).

    The vault keeps a removed secret for a while and its name with it; so a secret is recovered before it is written again.
.EXAMPLE
    $store = ./samples/stores/azure-key-vault.ps1 -VaultName ops
    Find-DtToken -ExpiringWithin 14d | Invoke-DtTokenRotation @store -SecretName 'dynatrace-{Name}'
#>
[CmdletBinding()]
[OutputType([hashtable])]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The script blocks use them.')]
param(
    [Parameter(Mandatory)]
    [string] $VaultName
)

@{
    Store    = {
        param($Name, $Token, $TokenId)
        $secret = @{ VaultName = $VaultName; Name = $Name; ErrorAction = 'Stop' }
        if (Get-AzKeyVaultSecret @secret -InRemovedState) {
            $null = Undo-AzKeyVaultSecretRemoval @secret
            # Recovering goes on after the command has returned.
            for ($i = 0; $i -lt 30 -and -not (Get-AzKeyVaultSecret @secret); $i++) {
                Start-Sleep -Seconds 1
            }
        }

        $null = Set-AzKeyVaultSecret @secret -SecretValue $Token -Tag @{ TokenId = $TokenId }
    }.GetNewClosure()

    Retrieve = {
        param($Name)
        (Get-AzKeyVaultSecret -VaultName $VaultName -Name $Name -ErrorAction Stop).SecretValue
    }.GetNewClosure()

    Discard  = {
        param($Name)
        if (Get-AzKeyVaultSecret -VaultName $VaultName -Name $Name -ErrorAction Stop) {
            Remove-AzKeyVaultSecret -VaultName $VaultName -Name $Name -Force -ErrorAction Stop
        }
    }.GetNewClosure()
}
