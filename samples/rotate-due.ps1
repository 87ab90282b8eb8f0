<#
.SYNOPSIS
    Rotates what is due, in one unattended run, and says what came of it: in an object, and in the exit code.
.DESCRIPTION
    Run it every day, or every hour: each run goes on where the last one, on whatever machine, has stopped. Nothing is kept on
    this machine. A run that comes to nothing changes nothing.

    The object that comes out counts what a monitor may alert on. It holds no secret:

        Rotated         tokens whose new secret was stored and verified in this run
        Waiting         rotations that go on later: an overlap, or a step that this run had no time for
        Revoked         old tokens in their grace period; Restore-DtToken brings them back
        Removed         old tokens that were deleted in this run
        NeedsAttention  rotations that somebody has to look at; Get-DtTokenRotation says why
        Failed          errors in this run

    The exit code is 0 if all is well, 1 if something failed (the next run tries again), 2 if something needs attention.
.EXAMPLE
    ./samples/rotate-due.ps1 -Url https://abc12345.live.dynatrace.com -Vault Ops -SecretName 'dynatrace-{Name}' -ManagerSecret dt-manager
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)]
    [string] $Url,

    # The vault of SecretManagement that holds the managing token and takes the new ones.
    [Parameter(Mandatory)]
    [string] $Vault,

    [string] $SecretName = 'dynatrace-{Name}',

    # The entry of the managing token. If it is what -SecretName makes of that token's name, as with a managing token that is
    # called manager, that token is rotated with the others; if not, it is left alone, and Connect-DtEnvironment warns in time.
    [string] $ManagerSecret = 'dynatrace-manager',

    # Tokens that are not called so are left alone.
    [string] $Name = '*',

    [string] $ExpiringWithin = '14d',

    [string] $TimeBudget = '2h',

    # A file that a SecretStore's password was exported to with Export-Clixml: Windows alone encrypts it.
    [string] $VaultKeyFile
)

$ErrorActionPreference = 'Continue'
$failures = @()
if ($VaultKeyFile) {
    Unlock-SecretVault -Name $Vault -Password (Import-Clixml -Path $VaultKeyFile) -ErrorAction Stop
}

$manager = Get-Secret -Vault $Vault -Name $ManagerSecret -ErrorAction Stop
$environment = Connect-DtEnvironment $Url -ApiToken $manager -ErrorAction Stop
try {
    $store = @{ Vault = $Vault; SecretName = $SecretName; Environment = $environment }
    $entry = $SecretName -replace '\{Name\}', ($environment.CallerName -replace '[^\p{L}\p{Nd}]', '-')
    $spared = if ($entry -ne $ManagerSecret) { $environment.CallerId }
    $rotated = @(Find-DtToken -Name $Name -ExpiringWithin $ExpiringWithin -Environment $environment -ErrorVariable +failures |
            Where-Object Id -NE $spared |
            Invoke-DtTokenRotation @store -TimeBudget $TimeBudget -Confirm:$false -ErrorVariable +failures |
            Where-Object State -In 'Superseded', 'Revoked')
    $removed = @(Resume-DtTokenRotation @store -TimeBudget $TimeBudget -Confirm:$false -ErrorVariable +failures |
            Where-Object State -EQ 'Removed')
    $standing = @(Get-DtTokenRotation @store -ErrorVariable +failures)
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
    Details        = @($attention | ForEach-Object { "$($_.Name) ($($_.Id)): $($_.Reason)" }) + @($failures | ForEach-Object { "$_" })
}

if ($attention.Count -gt 0) {
    exit 2
}

if ($failures.Count -gt 0) {
    exit 1
}
