#Requires -Version 5.1
#Requires -Modules TokenRotation, Microsoft.PowerShell.SecretManagement

<#
.SYNOPSIS
    Rotates what is due, in one unattended run, and says what came of it: in an object, and in the exit code.
.DESCRIPTION
    Run it every day, or every hour: each run goes on where the last one, on whatever machine, has stopped. Nothing is kept on
    this machine. A run that comes to nothing changes nothing.

    The object that comes out counts what a monitor may alert on. It holds no secret:

        Rotated         tokens whose new secret was stored and verified in this run
        Waiting         rotations that go on later: an overlap, or a step that this run had no time for
        Revoked         old tokens in their grace period; Undo-DtTokenRotation brings them back
        Removed         old tokens that were deleted in this run
        NeedsAttention  rotations that somebody has to look at, and tokens that cannot be rotated; Details say why
        Failed          errors in this run

    The exit code is 0 if all is well, 1 if something failed (the next run tries again), 2 if something needs attention.
    Whatever is not foreseen, a missing module or a mistyped argument above all, ends with 1.
.EXAMPLE
    ./samples/rotate-due.ps1 https://abc12345.live.dynatrace.com -Vault Ops -SecretName 'dynatrace-{Name}' -ManagerSecret dt-manager
.EXAMPLE
    ./samples/rotate-due.ps1 https://abc12345.live.dynatrace.com,https://def67890.live.dynatrace.com -Vault Ops `
        -SecretName '{Environment}-{Name}' -ManagerSecret '{Environment}-manager' -Json
#>
[CmdletBinding()]
[OutputType([pscustomobject], [string])]
param(
    # One environment or many, as URLs; with commas between them where the shell passes no lists.
    [Parameter(Mandatory, Position = 0)]
    [Alias('Url')]
    [string[]] $Environment,

    # The vault of SecretManagement that holds the managing tokens and takes the new ones.
    [Parameter(Mandatory)]
    [string] $Vault,

    [string] $SecretName = 'dynatrace-{Name}',

    # The entry of the managing token; {Environment} stands for the environment's ID. If it is what -SecretName makes of that
    # token's name, as with a managing token that is called manager, that token is rotated with the others; if not, it is left
    # alone, and Connect-DtEnvironment warns in time.
    [string] $ManagerSecret = 'dynatrace-manager',

    # Names of tokens, literally or with wildcards; with commas between them where the shell passes no lists. Others are left alone.
    [string[]] $Name = '*',

    [string] $ExpiringWithin = '14d',

    # How long old and new work side by side, so that whoever still has the old secret has time to fetch the new one.
    [string] $Overlap = '1d',

    # Revokes an old token only once the new one has been used and the old one no longer is.
    [switch] $RequireUse,

    # A script that is run for each token whose new secret has arrived, with what Invoke-DtTokenRotation has emitted as its
    # argument: it may restart what uses the secret.
    [string] $After,

    [string] $TimeBudget = '2h',

    # A file that a SecretStore's password was exported to with Export-Clixml: Windows alone encrypts it.
    [string] $VaultKeyFile,

    # Gives the summary as JSON.
    [switch] $Json,

    # Only says whether a run would work: a table of what is right, and what to do. The exit code is 2 if anything is not.
    [switch] $Verify
)

$ErrorActionPreference = 'Stop'

# Get-Secret and the commands for a single token report here; anything else ends the run.
$failures = [System.Collections.Generic.List[object]]::new()

function Connect-Managed {
    # Connects to each environment that can be reached, with the managing token that the vault holds for it.
    foreach ($url in $Environment -split ',' | ForEach-Object { $_.Trim() } | Where-Object { $_ }) {
        try {
            $id = if ($url -match '/e/([^/]+)') { $Matches[1] } else { ([uri] $url).Host.Split('.')[0] }
            $manager = Get-Secret -Vault $Vault -Name $ManagerSecret.Replace('{Environment}', $id)
            Connect-DtEnvironment $url -ApiToken $manager
        }
        catch {
            $failures.Add("${url}: $_")
        }
    }
}

function Test-Wanted([string] $TokenName) {
    $wanted = $Name -split ',' | ForEach-Object { $_.Trim() } | Where-Object { $_ }
    if ($wanted -contains $TokenName) {
        return $true
    }

    # What is no pattern is a name, and has been compared.
    foreach ($pattern in $wanted) {
        try {
            if ($TokenName -like $pattern) {
                return $true
            }
        }
        catch [System.Management.Automation.WildcardPatternException] {
            Write-Verbose "$pattern is taken as a name."
        }
    }

    $false
}

function Test-Spared($Connection) {
    # Whether the managing token is in another entry than the one that its rotation would write.
    $entry = $SecretName.Replace('{Name}', ($Connection.CallerName -replace '[^\p{L}\p{Nd}]', '-')).
        Replace('{Environment}', $Connection.EnvironmentId)
    $entry -ne $ManagerSecret.Replace('{Environment}', $Connection.EnvironmentId)
}

function Complete-Run([int] $ExitCode, $Summary) {
    if ($Json) {
        $Summary | ConvertTo-Json -Depth 3
    }
    else {
        $Summary
    }

    exit $ExitCode
}

if ($After) {
    $After = (Resolve-Path -LiteralPath $After).ProviderPath
}

if ($VaultKeyFile) {
    Unlock-SecretVault -Name $Vault -Password (Import-Clixml -LiteralPath $VaultKeyFile)
}

$connections = @(Connect-Managed)
$rotated = $removed = $standing = @()
$problems = @()
try {
    if ($connections) {
        $store = @{ Vault = $Vault; SecretName = $SecretName; Environment = $connections }
        $policy = @{ ExpiringWithin = $ExpiringWithin; Overlap = $Overlap; RequireUse = $RequireUse }
        $unattended = @{ TimeBudget = $TimeBudget; Confirm = $false }
        $reporting = @{ ErrorAction = 'Continue'; ErrorVariable = '+problems' }
        $spared = @($connections | Where-Object { Test-Spared $_ } | ForEach-Object CallerId)

        # A personal access token is its owner's: nobody else can rotate it. What has begun is Resume-DtTokenRotation's.
        $tokens = @(Find-DtToken -Enabled -PersonalAccessToken:$false -Environment $connections @reporting |
                Where-Object { -not $_.Rotation -and $_.Id -notin $spared -and (Test-Wanted $_.BaseName) })
        if ($Verify) {
            # Without a due token the store is looked at all the same.
            $checks = @($tokens | Test-DtTokenRotation -Vault $Vault -SecretName $SecretName @policy @reporting)
            $checks = if ($checks) { $checks } else { @(Test-DtTokenRotation @store @policy @reporting) }
            $failures.AddRange([object[]] $problems)
            $failures | ForEach-Object { "$_" }
            $checks
            exit $(if ($failures) { 1 } elseif ($checks | Where-Object -Not Passed) { 2 } else { 0 })
        }

        $rotated = @($tokens | Invoke-DtTokenRotation -Vault $Vault -SecretName $SecretName @policy @unattended @reporting |
                Where-Object State -In 'Superseded', 'Revoked')
        foreach ($rotation in $rotated | Where-Object { $After }) {
            try {
                & $After $rotation
            }
            catch {
                $failures.Add("$After for $($rotation.Name) ($($rotation.Id)): $_")
            }
        }

        $removed = @(Resume-DtTokenRotation @store @unattended @reporting | Where-Object State -EQ 'Removed')
        $standing = @(Get-DtTokenRotation @store @policy @reporting)
    }
}
finally {
    $connections | Disconnect-DtEnvironment
}

# What has to be looked at is no failure that the next run might mend.
$forPeople = 'RotationRefused', 'RotationNeedsAttention'
$refused = @($problems | Where-Object { $_.FullyQualifiedErrorId.Split(',')[0] -in $forPeople } | Sort-Object TargetObject -Unique)
$problems | Where-Object { $_.FullyQualifiedErrorId.Split(',')[0] -notin $forPeople } | ForEach-Object { $failures.Add($_) }
$attention = @($standing | Where-Object { $_.State -in 'NeedsAttention', 'Refused' -and $_.Id -notin $refused.TargetObject })
$summary = [pscustomobject]@{
    Environment    = $Environment -join ','
    Rotated        = $rotated.Count
    Waiting        = @($standing | Where-Object State -In 'Due', 'Pending', 'Superseded').Count
    Revoked        = @($standing | Where-Object State -EQ 'Revoked').Count
    Removed        = $removed.Count
    NeedsAttention = $attention.Count + $refused.Count
    Failed         = $failures.Count
    Details        = @($attention | ForEach-Object { "$($_.Name) ($($_.Id)): $($_.Reason)" }) +
        @($refused | ForEach-Object { "$($_.TargetObject): $_" }) + @($failures | ForEach-Object { "$_" })
}

Complete-Run -Summary $summary -ExitCode $(if ($summary.NeedsAttention) { 2 } elseif ($summary.Failed) { 1 } else { 0 })
