# A sandbox tenant as a process of its own, for Pester files: those of this repository, and those of runbook authors.

Set-StrictMode -Version Latest

# The assemblies that have been built in this session, by their projects: once serves all files.
$script:Built = @{}

function Start-Sandbox {
    <#
    .SYNOPSIS
        Starts a sandbox tenant on a free loopback port and returns where it is and how to get in.
    .DESCRIPTION
        The sandbox is the one that -Path or the environment variable TOKENROTATION_SANDBOX names; else the one of the source that
        this module stands in; else the .NET tool: dotnet tool install --global TokenRotation.Sandbox.
    .EXAMPLE
        $sandbox = Start-Sandbox
        Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param(
        # The sandbox: the tool, its assembly, or the folder of its project, which is built first.
        [string] $Path = (Find-Sandbox),

        # Options of the sandbox, such as '--tokens', '1000'.
        [string[]] $ArgumentList = @()
    )

    if (-not $PSCmdlet.ShouldProcess($Path, 'Start')) {
        return
    }

    # Not by dotnet run: it starts the sandbox as a process of its own, which outlives it.
    $program = if (Test-Path -Path $Path -PathType Container) { Build-Sandbox $Path } else { (Resolve-Path -LiteralPath $Path).ProviderPath }
    $start = if ($program -like '*.dll') {
        [System.Diagnostics.ProcessStartInfo]::new('dotnet', "exec `"$program`" --port 0 $ArgumentList")
    }
    else {
        [System.Diagnostics.ProcessStartInfo]::new($program, "--port 0 $ArgumentList")
    }

    $start.RedirectStandardOutput = $true
    $start.UseShellExecute = $false
    $process = [System.Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) {
        $process.WaitForExit()
        throw "The sandbox did not start: exit code $($process.ExitCode)."
    }

    # Nobody reads its log; an unread pipe would fill and stop it.
    $null = $process.StandardOutput.BaseStream.CopyToAsync([System.IO.Stream]::Null)
    $coordinates = $line | ConvertFrom-Json
    [pscustomobject]@{
        Url         = $coordinates.url
        AdminToken  = ConvertTo-SandboxSecret $coordinates.adminToken
        V1Token     = ConvertTo-SandboxSecret $coordinates.v1AdminToken
        SampleToken = ConvertTo-SandboxSecret $coordinates.sampleToken
        TokenUrl    = $coordinates.tokenUrl
        Account     = if ($coordinates.PSObject.Properties['account']) { ConvertTo-SandboxAccount $coordinates.account }
        Process     = $process
    }
}

# Where the account is and how to get in; there is one where the sandbox was started with --account.
function ConvertTo-SandboxAccount($Account) {
    [pscustomobject]@{
        Uuid         = $Account.uuid
        Url          = $Account.url
        ClientSecret = ConvertTo-SandboxSecret $Account.clientSecret
        SampleToken  = ConvertTo-SandboxSecret $Account.sampleToken
    }
}

function Stop-Sandbox {
    <#
    .SYNOPSIS
        Ends a sandbox and everything in it.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory)] $Sandbox)

    if ($PSCmdlet.ShouldProcess($Sandbox.Url, 'Stop')) {
        $Sandbox.Process.Kill()
        $Sandbox.Process.WaitForExit()
    }
}

function Step-SandboxClock {
    <#
    .SYNOPSIS
        Moves the sandbox's clock forward.
    .EXAMPLE
        Step-SandboxClock $sandbox 7.00:00:00
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Sandbox, [Parameter(Mandatory)] [timespan] $Advance)

    $null = Invoke-RestMethod "$($Sandbox.Url)/_sandbox/clock" -Method Post -ContentType 'application/json' -Body "{`"advance`":`"$Advance`"}"
}

function Add-SandboxFault {
    <#
    .SYNOPSIS
        Makes the sandbox fail: a rule as the README of TokenRotation.Sandbox describes it.
    .EXAMPLE
        Add-SandboxFault $sandbox @{ method = 'POST'; path = '/apiTokens$'; effect = 'dropAfter'; count = 1 }

        The next token is created, and the answer is lost.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Sandbox, [Parameter(Mandatory)] [hashtable] $Rule)

    $null = Invoke-RestMethod "$($Sandbox.Url)/_sandbox/faults" -Method Post -ContentType 'application/json' -Body ($Rule | ConvertTo-Json -Depth 5)
}

function Clear-SandboxFault {
    <#
    .SYNOPSIS
        Takes all faults back.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Sandbox)

    $null = Invoke-RestMethod "$($Sandbox.Url)/_sandbox/faults" -Method Delete
}

function Set-SandboxAuditLog {
    <#
    .SYNOPSIS
        Switches the sandbox's audit log on or off. It is off at first.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory)] $Sandbox, [Parameter(Mandatory)] [bool] $Enabled)

    if ($PSCmdlet.ShouldProcess($Sandbox.Url, 'Switch the audit log')) {
        $null = Invoke-RestMethod "$($Sandbox.Url)/_sandbox/audit" -Method Post -ContentType 'application/json' -Body (@{ enabled = $Enabled } | ConvertTo-Json)
    }
}

function Get-SandboxChange {
    <#
    .SYNOPSIS
        The changing requests that the sandbox has had: POST (but lookups, which only read), PUT, DELETE.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Sandbox)

    (Invoke-RestMethod "$($Sandbox.Url)/_sandbox/requests") |
        ForEach-Object { $_ } |
        Where-Object { $_.method -ne 'GET' -and $_.path -notlike '*/lookup' }
}

function Find-Sandbox {
    $source = Join-Path $PSScriptRoot '../TokenRotation.Sandbox'
    if ($env:TOKENROTATION_SANDBOX) {
        return $env:TOKENROTATION_SANDBOX
    }

    if (Test-Path -Path (Join-Path $source 'TokenRotation.Sandbox.csproj')) {
        return $source
    }

    # A shell that was started before the first tool was installed has no such folder on its path.
    $tool = @(Get-Command -Name tokenrotation-sandbox -CommandType Application -ErrorAction Ignore) + @(
        Get-Item -Path (Join-Path $HOME '.dotnet/tools/tokenrotation-sandbox*') -ErrorAction Ignore)
    if (-not $tool) {
        throw 'There is no sandbox here. Run: dotnet tool install --global TokenRotation.Sandbox. Or name it with -Path.'
    }

    if ($tool[0] -is [System.IO.FileInfo]) { $tool[0].FullName } else { $tool[0].Path }
}

function Build-Sandbox {
    param([Parameter(Mandatory)] [string] $Path)

    if (-not $script:Built.ContainsKey($Path)) {
        $said = & dotnet build $Path
        if ($LASTEXITCODE -ne 0) {
            throw "The sandbox was not built: $said"
        }

        $script:Built[$Path] = & dotnet msbuild $Path --getProperty:TargetPath
    }

    $script:Built[$Path]
}

function ConvertTo-SandboxSecret {
    param([Parameter(Mandatory)] [string] $Text)
    [System.Net.NetworkCredential]::new('', $Text).SecurePassword
}

Export-ModuleMember -Function Start-Sandbox, Stop-Sandbox, Step-SandboxClock, Add-SandboxFault, Clear-SandboxFault, Set-SandboxAuditLog,
    Get-SandboxChange
