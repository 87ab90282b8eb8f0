<#
.SYNOPSIS
    A runbook of Azure Automation that rotates what is due into an Azure Key Vault.
.DESCRIPTION
    What is particular there, and how it is met:

    - A job is ended after three hours of fair share, and may be started again on another machine: -TimeBudget ends the run in
      good order before that, and the next run goes on. Schedule it hourly.
    - Jobs share a process: nothing is put into environment variables, and no connection is left behind.
    - Everything on the output stream is kept in the job's history: only counts go there.
    - A runbook has no exit code: the job fails if something needs attention, and a metric alert on failed jobs reports it.

    The managing token is the secret -ManagerSecret of the Key Vault. If that is what -SecretName makes of the token's name, it
    is rotated with the others; if not, it is left alone. The Automation account's managed identity needs the role Key Vault
    Secrets Officer. Import the modules TokenRotation, Az.Accounts and Az.KeyVault.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)]
    [string] $Url,

    [Parameter(Mandatory)]
    [string] $KeyVaultName,

    [string] $SecretName = 'dynatrace-{Name}',

    [string] $ManagerSecret = 'dynatrace-manager',

    [string] $Name = '*',

    [string] $ExpiringWithin = '14d',

    # How long old and new work side by side, so that whoever still has the old secret has time to fetch the new one.
    [string] $Overlap = '1d',

    [string] $TimeBudget = '150m',

    # Only says whether a run would work: a table of what is right, and what to do. The job fails if anything is not.
    [switch] $Verify
)

$ErrorActionPreference = 'Stop'
$null = Disable-AzContextAutosave -Scope Process
$null = Connect-AzAccount -Identity

# samples/stores/azure-key-vault.ps1 explains these; a runbook is one file.
$store = @{
    SecretName = $SecretName
    Store      = {
        param($Name, $Token, $TokenId)
        $secret = @{ VaultName = $KeyVaultName; Name = $Name; ErrorAction = 'Stop' }
        if (Get-AzKeyVaultSecret @secret -InRemovedState) {
            $null = Undo-AzKeyVaultSecretRemoval @secret
            for ($i = 0; $i -lt 30 -and -not (Get-AzKeyVaultSecret @secret); $i++) {
                Start-Sleep -Seconds 1
            }
        }

        $null = Set-AzKeyVaultSecret @secret -SecretValue $Token -Tag @{ TokenId = $TokenId }
    }.GetNewClosure()
    Retrieve   = {
        param($Name)
        (Get-AzKeyVaultSecret -VaultName $KeyVaultName -Name $Name -ErrorAction Stop).SecretValue
    }.GetNewClosure()
    Discard    = {
        param($Name)
        if (Get-AzKeyVaultSecret -VaultName $KeyVaultName -Name $Name -ErrorAction Stop) {
            Remove-AzKeyVaultSecret -VaultName $KeyVaultName -Name $Name -Force -ErrorAction Stop
        }
    }.GetNewClosure()
}

$failures = @()
$manager = Get-AzKeyVaultSecret -VaultName $KeyVaultName -Name $ManagerSecret
$environment = Connect-DtEnvironment $Url -ApiToken $manager.SecretValue
try {
    $policy = @{ ExpiringWithin = $ExpiringWithin; Overlap = $Overlap }
    $unattended = @{ Confirm = $false; TimeBudget = $TimeBudget; ErrorAction = 'Continue'; ErrorVariable = '+failures' }
    $entry = $SecretName.Replace('{Name}', ($environment.CallerName -replace '[^\p{L}\p{Nd}]', '-')).
        Replace('{Environment}', $environment.EnvironmentId)
    $spared = if ($entry -ne $ManagerSecret) { $environment.CallerId }

    # A personal access token is its owner's: nobody else can rotate it. What has begun is Resume-DtTokenRotation's.
    $tokens = @(Find-DtToken -Name $Name -Enabled -PersonalAccessToken:$false -Environment $environment |
            Where-Object { -not $_.Rotation -and $_.Id -ne $spared })
    if ($Verify) {
        # Without a due token the store is looked at all the same.
        $checks = @($tokens | Test-DtTokenRotation @store @policy)
        $checks = if ($checks) { $checks } else { @(Test-DtTokenRotation @store @policy -Environment $environment) }
        $checks
        if ($checks | Where-Object -Not Passed) {
            throw 'A rotation would not work: the table says why, and what to do.'
        }

        return
    }

    $rotated = @($tokens | Invoke-DtTokenRotation @store @policy @unattended | Where-Object State -In 'Superseded', 'Revoked')
    $removed = @(Resume-DtTokenRotation @store @unattended -Environment $environment | Where-Object State -EQ 'Removed')
    $standing = @(Get-DtTokenRotation @store @policy -Environment $environment -ErrorAction Continue -ErrorVariable +failures)
}
finally {
    $environment | Disconnect-DtEnvironment
}

$attention = @($standing | Where-Object State -In 'NeedsAttention', 'Refused')
[pscustomobject]@{
    Environment    = $Url
    Rotated        = $rotated.Count
    Waiting        = @($standing | Where-Object State -In 'Due', 'Pending', 'Superseded').Count
    Revoked        = @($standing | Where-Object State -EQ 'Revoked').Count
    Removed        = $removed.Count
    NeedsAttention = $attention.Count
    Failed         = $failures.Count
}

if ($attention.Count -gt 0 -or $failures.Count -gt 0) {
    throw "$($failures.Count) errors, and $($attention.Count) rotations need attention: Get-DtTokenRotation says why."
}
