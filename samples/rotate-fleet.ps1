#Requires -Version 5.1
#Requires -Modules TokenRotation

<#
.SYNOPSIS
    Rotates what is due in the environments and accounts of a fleet, or of a share of it, in one unattended run, and says what came of it.
.DESCRIPTION
    Run it as often as you like, on as many machines as you like: each run goes on where the last one has stopped, shares that
    overlap do no harm, and a run that was killed is run again. Nothing is kept on this machine.

    The fleet file says where the managing credential of each environment lies, and which tokens are rotated how: by spec files,
    or, without any, all enabled tokens of the environment, or those of its names, that its policy calls due. The token that
    authenticates is left alone unless a spec file names it.

    Of an account the platform tokens are rotated that its spec files or its names in the fleet file say. An account that says
    neither is listed only: a warning says so.

    What comes out is one object as JSON, without secrets: the share, and for each environment and account, and in all

        Rotated         tokens whose new secret was stored and verified in this run, with the IDs of the new ones
        Waiting         rotations that go on later: an overlap, or a step that this run had no time for
        Revoked         old tokens in their grace period
        Removed         old tokens that were deleted in this run
        NeedsAttention  rotations that somebody has to look at, and tokens that cannot be rotated; Details say why
        Failed          errors in this run

    The exit code is 0 if all is well, 1 if something failed (the next run tries again), 2 if something needs attention. One
    environment that cannot be reached fails, and the others are served. Whatever is not foreseen ends with 1.

    Accounts of the result has beside these how many platform tokens work, and how many of them expire within 14 days and are in
    no rotation, each of which needs attention.

    When the process is told to end (SIGTERM), what has begun comes to a safe point, nothing more is begun, the result says what is
    left, and the exit code is 143. PowerShell 7.2 or later; an earlier one ends at once, and leaves no result.

    merge-fleet.ps1 makes one report of the results of all shares.
.EXAMPLE
    ./samples/rotate-fleet.ps1 ./fleet.json -Prepare ./open-vault.ps1 -OutFolder ./results -Shard 3/10
#>
[CmdletBinding()]
[OutputType([string])]
param(
    # The fleet file.
    [Parameter(Mandatory, Position = 0)]
    [string] $FleetPath,

    # A share of the fleet, as 3/10, or Auto for what the engine says. Without it, all of the fleet.
    [string] $Shard,

    # A folder that takes the result and the data of a report of this share, in files that no other run writes.
    [string] $OutFolder,

    # A script that is run first: it registers and opens the vaults that the fleet file names.
    [string] $Prepare,

    [string] $TimeBudget = '2h'
)

$ErrorActionPreference = 'Stop'

$ending = [TokenRotation.DtProcessEnding]::Watch()
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$started = [DateTimeOffset]::UtcNow
$schedule = 'ExpiringWithin', 'MaximumAge', 'LifetimeFraction'
$forPeople = 'RotationRefused', 'RotationNeedsAttention'

# What came of each environment, by its URL, of each account, by its URN, and of both; and where a token is, by its ID.
$results = [ordered] @{}
$accounts = [ordered] @{}
$cameOf = @{}
$environmentOf = @{}
$soon = '14d'
$details = [System.Collections.Generic.List[string]]::new()

function Add-Environment([string] $Url) {
    $cameOf[$Url] = $results[$Url] = [pscustomobject] @{
        Environment    = $Url
        State          = 'Served'
        Tokens         = 0
        Rotated        = 0
        Waiting        = 0
        Revoked        = 0
        Removed        = 0
        NeedsAttention = 0
        Failed         = 0
        Successors     = @()
        Details        = @()
    }
}

function Add-Account([string] $Urn) {
    $cameOf[$Urn] = $accounts[$Urn] = [pscustomobject] @{
        Account        = $Urn
        State          = 'ListedOnly'
        PlatformTokens = 0
        ExpiringSoon   = 0
        Rotated        = 0
        Waiting        = 0
        Revoked        = 0
        Removed        = 0
        NeedsAttention = 0
        Failed         = 0
        Successors     = @()
        Details        = @()
    }
}

function Add-Problem($Problem) {
    # An error is about a token, an environment or an account; what is about none belongs to the run.
    $about = "$($Problem.TargetObject)"
    $where = if ($cameOf.Contains($about)) { $about } else { $environmentOf[$about] }
    $counted = if ($Problem.FullyQualifiedErrorId.Split(',')[0] -in $forPeople) { 'NeedsAttention' } else { 'Failed' }
    if ($where) {
        $cameOf[$where].$counted++
        $cameOf[$where].Details += "${about}: $Problem"
    }
    else {
        $details.Add("$Problem")
    }
}

function Test-TimeIsOver {
    $ending.IsRequested -or $watch.Elapsed -ge [timespan] (ConvertTo-Span $TimeBudget)
}

function Get-Remaining {
    if (Test-TimeIsOver) { [timespan]::FromSeconds(1) } else { [timespan] (ConvertTo-Span $TimeBudget) - $watch.Elapsed }
}

function ConvertTo-Span([string] $Text) {
    if ($Text -match '^(\d{1,6})([smhd])$') {
        $seconds = @{ s = 1; m = 60; h = 3600; d = 86400 }[$Matches[2]]
        return [timespan]::FromSeconds([int] $Matches[1] * $seconds)
    }

    [timespan] $Text
}

function Set-NotServed($Result) {
    $missed = if ($accounts.Contains("$($Result.Account)")) { 'this account was looked at' } else { 'this environment was served' }
    $Result.State = 'NotServed'
    $Result.Failed++
    $Result.Details += "The run ended before ${missed}: run the share again."
}

function Invoke-Group($Connections) {
    if (Test-TimeIsOver) {
        $Connections | ForEach-Object { Set-NotServed $cameOf[$_.Environment] }
        return
    }

    # Those of one kind for which the fleet file says the same are served together, each at its own pace.
    $fleet = $Connections[0].Fleet
    $store = @{}
    foreach ($part in 'Vault', 'SecretName') {
        if ($fleet.$part) {
            $store[$part] = $fleet.$part
        }
    }

    $throttle = if ($fleet.ThrottleLimit) { @{ ThrottleLimit = $fleet.ThrottleLimit } } else { @{} }
    $reporting = @{ ErrorAction = 'Continue'; ErrorVariable = '+problems' }
    $problems = @()
    $policy = @{}
    $fleet.Policy.GetEnumerator() | ForEach-Object { $policy[$_.Key] = $_.Value }

    $tokens = @(Find-DtToken -Environment $Connections @reporting)
    $before = [System.Collections.Generic.HashSet[string]]::new()
    foreach ($token in $tokens) {
        $null = $before.Add($token.Id)
        $environmentOf[$token.Id] = $token.Environment
        if (-not $accounts.Contains($token.Environment)) {
            $cameOf[$token.Environment].Tokens++
        }
    }

    if ($fleet.Specs) {
        $standing = @(Invoke-DtTokenRotation -LiteralPath $fleet.Specs -Environment $Connections @store @policy @throttle @reporting `
                -TimeBudget (Get-Remaining) -Confirm:$false)
        $made = $standing
        # What its own name does not lead to any more; the store may stand in the spec file, and none is needed to delete.
        $ended = @(if (-not (Test-TimeIsOver)) {
                Get-DtTokenRotation -Environment $Connections @store @reporting | Where-Object State -EQ 'Revoked'
            })
        $gone = @($ended | Resume-DtTokenRotation @store @throttle @reporting -TimeBudget (Get-Remaining) -Confirm:$false)
        $removed = @($made) + $gone | Where-Object State -EQ 'Removed'
        $standing = @($standing) + $gone
    }
    else {
        if (-not ($schedule | Where-Object { $policy.Contains($_) })) {
            $policy.ExpiringWithin = [timespan]::FromDays(14)
        }

        # Nor those of other runs, which a Managed cluster has made for them.
        $minted = 'TokenRotation: managing token of one run'
        $callers = @($Connections | ForEach-Object CallerId)
        $names = if ($fleet.Names) { @{ Name = [string[]] $fleet.Names } } else { @{} }
        $wanted = @(Find-DtToken -Enabled -PersonalAccessToken:$false -Environment $Connections @names @reporting |
                Where-Object { -not $_.Rotation -and $_.Id -notin $callers -and $_.Name -ne $minted })
        $made = @($wanted | Invoke-DtTokenRotation @store @policy @throttle @reporting -TimeBudget (Get-Remaining) -Confirm:$false)
        $kept = @{}
        if ($policy.Contains('GracePeriod')) {
            $kept.GracePeriod = $policy.GracePeriod
        }

        $removed = @()
        $standing = $made
        if (-not $ending.IsRequested) {
            $gone = @(Resume-DtTokenRotation -Environment $Connections @store @kept @throttle @reporting `
                    -TimeBudget (Get-Remaining) -Confirm:$false)
            $removed = @($made) + $gone | Where-Object State -EQ 'Removed'
            $policy.Remove('Lifetime')
            $standing = @(Get-DtTokenRotation -Environment $Connections @store @policy @reporting)
        }
    }

    foreach ($rotation in $made | Where-Object State -In 'Superseded', 'Revoked', 'NotDue') {
        # Of a token that a spec file has asked for, the ID is the new one's own.
        $successor = if ($rotation.SuccessorId) { $rotation.SuccessorId } else { $rotation.Id }
        if ($successor -and -not $before.Contains($successor)) {
            $cameOf[$rotation.Environment].Rotated++
            $cameOf[$rotation.Environment].Successors += $successor
        }
    }

    $removed | ForEach-Object { $cameOf[$_.Environment].Removed++ }
    $problems = @($problems | Where-Object FullyQualifiedErrorId -NotLike 'ProcessEnding,*')
    $told = @($problems | ForEach-Object { "$($_.TargetObject)" })
    if ((Get-Remaining) -le [timespan]::FromSeconds(1)) {
        # Where the time was over before anything was begun, nothing has been said.
        $heard = @($made | ForEach-Object Environment) + @($told | ForEach-Object { $environmentOf[$_] }) + $told
        $asked = if ($fleet.Specs) { $Connections } else { $wanted }
        $asked | ForEach-Object Environment | Sort-Object -Unique | Where-Object { $_ -notin $heard } |
            ForEach-Object { Set-NotServed $cameOf[$_] }
    }

    foreach ($rotation in $standing) {
        $result = $cameOf[$rotation.Environment]
        $environmentOf[$rotation.Id] = $rotation.Environment
        switch ($rotation.State) {
            { $_ -in 'Due', 'Pending', 'Superseded' } { $result.Waiting++ }
            'Revoked' { $result.Revoked++ }
            { $_ -in 'NeedsAttention', 'Refused' } {
                if ($rotation.Id -notin $told) {
                    $result.NeedsAttention++
                    $result.Details += "$($rotation.Name) ($($rotation.Id)): $($rotation.Reason)"
                }
            }
        }
    }

    $problems | Sort-Object { "$($_.TargetObject)$_" } -Unique | ForEach-Object { Add-Problem $_ }
    $looked = @($Connections | ForEach-Object { $cameOf[$_.Environment] } | Where-Object { $_.Account -and $_.State -ne 'NotServed' })
    $rotating = @($standing) + @($made) | ForEach-Object Id
    foreach ($account in $looked) {
        $account.State = 'Served'
        Measure-Account $account.Account $rotating
    }
}

function Measure-Account([string] $Urn, [string[]] $Rotating) {
    $account = $accounts[$Urn]
    if (Test-TimeIsOver) {
        Set-NotServed $account
        return
    }

    $found = @(Find-DtToken -Enabled -Environment $Urn -ErrorVariable problems -ErrorAction Continue)
    $expiring = @(Find-DtToken -Enabled -ExpiringWithin $soon -Environment $Urn -ErrorVariable +problems -ErrorAction Continue |
            Where-Object Id -NotIn $Rotating)
    if ($problems) {
        $account.State = 'NotListed'
        $account.Failed++
        $account.Details += @($problems | ForEach-Object { "$_" })
        return
    }

    $account.PlatformTokens = $found.Count
    $account.ExpiringSoon = $expiring.Count
    $account.NeedsAttention += $expiring.Count
    $account.Details += @($expiring | ForEach-Object {
            "$($_.Name) ($($_.Id)) expires at $($_.ExpirationDate.ToString('u')), and no run of a fleet rotates it: " +
            "run Invoke-DtTokenRotation -Id $($_.Id) -Environment $Urn with its store, or add it to the fleet file."
        })
    if ($account.State -eq 'ListedOnly') {
        Write-Warning ("${Urn}: platform tokens are listed and not rotated, since the fleet file names neither specs nor names. " +
            "$($found.Count) work, $($expiring.Count) of them expire within $soon.")
    }
}

function Write-File([string] $Name, [scriptblock] $Content) {
    # Under another name first: a file that is there is whole.
    $whole = Join-Path $OutFolder $Name
    & $Content "$whole.part"
    Move-Item -LiteralPath "$whole.part" -Destination $whole
}

if ($Prepare) {
    $null = & $Prepare
}

$share = if ($Shard) { @{ Shard = $Shard } } else { @{} }
$connections = @(Connect-DtEnvironment -FleetPath $FleetPath @share -InformationVariable said -ErrorVariable unreachable -ErrorAction Continue)
$served = @($said | ForEach-Object MessageData | Where-Object { $_ -is [TokenRotation.DtFleetShare] })
if (-not $served) {
    # The fleet file, or the share, makes no sense: the error has been written.
    exit 1
}

$served[0].Environments | ForEach-Object { Add-Environment $_ }
$served[0].Accounts | ForEach-Object { Add-Account $_ }
foreach ($failure in $unreachable) {
    Add-Problem $failure
    if ($cameOf.Contains("$($failure.TargetObject)")) {
        $cameOf["$($failure.TargetObject)"].State = 'NotConnected'
    }
}

$ofAccounts, $connections = $connections.Where({ $_.Kind -eq 'Account' }, 'Split')
$name = if ($Shard) { "shard-$($served[0].Shard.Replace('/', '-of-'))" } else { 'fleet' }
$name += ".$($started.ToString('yyyyMMddTHHmmssZ')).$([guid]::NewGuid().ToString('N').Substring(0, 8))"
try {
    $named, $listed = $ofAccounts.Where({ $_.Fleet.Specs -or $_.Fleet.Names }, 'Split')
    foreach ($kind in $connections, $named) {
        $kind | Group-Object { $_.Fleet | Select-Object -Property * | ConvertTo-Json -Compress -Depth 4 } | ForEach-Object { Invoke-Group $_.Group }
    }

    $listed | ForEach-Object { Measure-Account $_.Environment }
    if ($OutFolder) {
        $null = New-Item -ItemType Directory -Path $OutFolder -Force
        if ($connections -and -not $ending.IsRequested) {
            Write-File "$name.report.json" { Export-DtTokenReport -Json $args[0] -Environment $connections }
        }
    }
}
finally {
    @($connections) + @($ofAccounts) | Disconnect-DtEnvironment
}

$process = Get-Process -Id $PID
$summary = [pscustomobject] @{
    Fleet          = [pscustomobject] @{
        File         = Split-Path -Path $served[0].Path -Leaf
        Sha256       = (Get-FileHash -LiteralPath $served[0].Path -Algorithm SHA256).Hash
        Environments = $served[0].FleetCount
        Accounts     = $served[0].AccountCount
    }
    Shard          = $served[0].Shard
    Started        = $started.ToString('o')
    Seconds        = [math]::Round($watch.Elapsed.TotalSeconds, 1)
    ToldToEnd      = $ending.IsRequested
    PeakMemoryMB   = [int] ($process.PeakWorkingSet64 / 1MB)
    Rotated        = 0
    Waiting        = 0
    Revoked        = 0
    Removed        = 0
    NeedsAttention = 0
    Failed         = $details.Count
    Details        = @($details)
    Environments   = @($results.Values)
    Accounts       = @($accounts.Values)
}
foreach ($count in 'Rotated', 'Waiting', 'Revoked', 'Removed', 'NeedsAttention', 'Failed') {
    $summary.$count += [int] ($cameOf.Values | Measure-Object -Property $count -Sum).Sum
}

$json = $summary | ConvertTo-Json -Depth 5
if ($OutFolder) {
    # Last: where there is a result of a run that was not told to end, there is a report.
    Write-File "$name.result.json" { Set-Content -LiteralPath $args[0] -Value $json -Encoding UTF8 }
}

$json
$ending.Dispose()
exit $(if ($summary.ToldToEnd) { 143 } elseif ($summary.NeedsAttention) { 2 } elseif ($summary.Failed) { 1 } else { 0 })
