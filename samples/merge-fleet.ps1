#Requires -Version 5.1
#Requires -Modules TokenRotation

<#
.SYNOPSIS
    Makes one result, one report and one exit code of what the shares of a fleet have left, and says which shares are missing.
.DESCRIPTION
    Reads the results and the reports that rotate-fleet.ps1 -OutFolder has written. A share that has run twice counts once: each
    new token is counted by its ID, and what stands as it was last seen. Only what is there counts: a share without a result has
    served nobody knows what, and is named, as is one whose last run was told to end before it was through.

    The exit code is 0 if all is well, 1 if something failed, or a share is missing or was told to end (run that share again), 2 if
    something needs attention.
.EXAMPLE
    ./samples/merge-fleet.ps1 ./results -Report ./fleet.html
#>
[CmdletBinding()]
[OutputType([string])]
param(
    # The folder of the results, searched with all that is in it.
    [Parameter(Mandatory, Position = 0)]
    [string] $Path,

    # How many shares there are to be. Without it, what the results say of themselves.
    [ValidateRange(1, 100000)]
    [int] $Total,

    # Only results of runs that began so many hours ago at most: for a folder that is kept from night to night.
    [ValidateRange(0.1, 100000)]
    [double] $Hours,

    # The HTML file of the report of all environments.
    [string] $Report,

    # The data of that report.
    [string] $Json
)

$ErrorActionPreference = 'Stop'

function Read-Result {
    foreach ($file in Get-ChildItem -LiteralPath $Path -Filter '*.result.json' -Recurse -File | Sort-Object -Property Name) {
        try {
            $result = Get-Content -LiteralPath $file.FullName -Raw | ConvertFrom-Json
            $null = $result.Fleet.Sha256.Length, $result.Environments.Count
            $result | Add-Member -NotePropertyName File -NotePropertyValue $file.FullName -PassThru
        }
        catch {
            $details.Add("$($file.Name) is no result of rotate-fleet.ps1: $_")
        }
    }
}

$details = [System.Collections.Generic.List[string]]::new()
$since = if ($Hours) { [DateTimeOffset]::UtcNow.AddHours(-$Hours) } else { [DateTimeOffset]::MinValue }
$results = @(Read-Result | Where-Object { [DateTimeOffset] $_.Started -ge $since } | Sort-Object -Property { [DateTimeOffset] $_.Started })
$latest = if ($results) { $results[-1] }

# The results of another fleet, or of another division of it, are none of this run.
$count = if ($Total) { $Total } elseif ($latest.Shard) { [int] $latest.Shard.Split('/')[1] } else { 1 }
$others = @($results | Where-Object { $_.Fleet.Sha256 -ne $latest.Fleet.Sha256 -or ($_.Shard -and $_.Shard.Split('/')[1] -ne "$count") })
foreach ($other in $others) {
    $details.Add("$(Split-Path -Path $other.File -Leaf) is of another fleet file, or of another number of shares, and was left out.")
}

$results = @($results | Where-Object { $_ -notin $others })
$all = $results | Where-Object { -not $_.Shard }
$there = @($results | Where-Object Shard | ForEach-Object { [int] $_.Shard.Split('/')[0] } | Sort-Object -Unique)
$missing = @(if (-not $all) { 1..$count | Where-Object { $_ -notin $there } | ForEach-Object { "$_/$count" } })
$ended = @($results | Group-Object -Property { "$($_.Shard)" } | ForEach-Object { $_.Group[-1] } | Where-Object ToldToEnd |
        ForEach-Object { if ($_.Shard) { $_.Shard } else { 'of all' } })

# What was last said of an environment or an account stands; what has been done adds up, each token once.
$environments = [ordered] @{}
$accounts = [ordered] @{}
function Add-Served($Served, [string] $Key, $One) {
    $before = $Served[$Key]
    $One.Removed += if ($before) { $before.Removed } else { 0 }
    $One.Successors = @(@($before.Successors) + @($One.Successors) | Where-Object { $_ } | Sort-Object -Unique)
    $One.Rotated = $One.Successors.Count
    $Served[$Key] = $One
}

foreach ($result in $results) {
    $result.Environments | Where-Object { $_ } | ForEach-Object { Add-Served $environments $_.Environment $_ }
    $result.Accounts | Where-Object { $_ } | ForEach-Object { Add-Served $accounts $_.Account $_ }
    $result.Details | Where-Object { $_ } | ForEach-Object { $details.Add($_) }
}

$fleetCount = if ($latest) { [int] $latest.Fleet.Environments } else { 0 }
$accountCount = if ($latest) { [int] $latest.Fleet.Accounts } else { 0 }
$summary = [pscustomobject] @{
    Fleet               = $latest.Fleet
    Shards              = $count
    MissingShards       = $missing
    EndedShards         = $ended
    Results             = $results.Count
    EnvironmentsSeen    = $environments.Count
    EnvironmentsMissing = $fleetCount - $environments.Count
    AccountsMissing     = $accountCount - $accounts.Count
    Seconds             = ($results | Measure-Object -Property Seconds -Maximum).Maximum
    PeakMemoryMB        = ($results | Measure-Object -Property PeakMemoryMB -Maximum).Maximum
    Rotated             = 0
    Waiting             = 0
    Revoked             = 0
    Removed             = 0
    NeedsAttention      = 0
    Failed              = $details.Count
    Details             = @($details) + @($missing | ForEach-Object { "Shard $_ has left no result. Run it again." }) +
    @($ended | ForEach-Object { "Shard $_ was told to end before it was through. Run it again." })
    Environments        = @($environments.Values)
    Accounts            = @($accounts.Values)
}
foreach ($counted in 'Rotated', 'Waiting', 'Revoked', 'Removed', 'NeedsAttention', 'Failed') {
    $summary.$counted += [int] (@($environments.Values) + @($accounts.Values) | Measure-Object -Property $counted -Sum).Sum
}

$reports = @($results | ForEach-Object { $_.File -replace '\.result\.json$', '.report.json' } | Where-Object { Test-Path -LiteralPath $_ })
$targets = @{}
if ($Report) {
    $targets.Path = $Report
}

if ($Json) {
    $targets.Json = $Json
}

if ($targets.Count -and $reports) {
    Export-DtTokenReport -InputPath ($reports | ForEach-Object { [WildcardPattern]::Escape($_) }) @targets
}

$summary | ConvertTo-Json -Depth 5
$incomplete = $missing -or $ended -or $summary.EnvironmentsMissing -or $summary.AccountsMissing
exit $(if ($summary.NeedsAttention) { 2 } elseif ($summary.Failed -or $incomplete) { 1 } else { 0 })
