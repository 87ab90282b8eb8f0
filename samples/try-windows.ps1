<#
.SYNOPSIS
    Tries the module in the PowerShell that runs this, against a sandbox on this machine: for Windows PowerShell 5.1 above all.
.DESCRIPTION
    No environment of Dynatrace is needed, and none is touched. A sandbox tenant is started, every way to connect is taken, and
    a token is made, found, rotated into a store, restored, revoked and deleted. Run it in a fresh shell: one that has loaded the
    module once keeps what it has loaded.

    What it prints at the end holds no secret: send it back. The exit code is the number of steps that failed.
.EXAMPLE
    powershell.exe -NoProfile -ExecutionPolicy Bypass -File .\samples\try-windows.ps1
#>
[CmdletBinding()]
[OutputType([string])]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Module', Justification = 'A step uses it.')]
param(
    # The module: what is built here, or TokenRotation.psd1 of a package.
    [string] $Module = (Join-Path -Path (Split-Path -Path $PSScriptRoot -Parent) -ChildPath 'TokenRotation.psd1'),

    # The sandbox's assembly; built first if it is not given. It runs on the .NET SDK 10.
    [string] $Sandbox
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2
$steps = [ordered]@{}
$kept = [hashtable]::Synchronized(@{})
$store = @{
    SecretName = 'try-windows'
    Store      = { param($Name, $Token) $kept[$Name] = $Token }
    Retrieve   = { param($Name) $kept[$Name] }
    Discard    = { param($Name) $kept.Remove($Name) }
    Confirm    = $false
}

function Step {
    # One thing that must work, and what is said of it. A step that fails stops no other.
    param([string] $Name, [scriptblock] $Action)
    try {
        $steps[$Name] = "$(. $Action)".Trim()
    }
    catch {
        $steps[$Name] = "FAILED: $($_.FullyQualifiedErrorId): $($_.Exception.Message)"
    }
}

function Confirm-That {
    param([bool] $IsSo, [string] $Otherwise)
    if (-not $IsSo) { throw $Otherwise }
}

function ConvertTo-Secret {
    param([string] $Text)
    (New-Object -TypeName Net.NetworkCredential -ArgumentList '', $Text).SecurePassword
}

if (-not $Sandbox) {
    $project = Join-Path -Path (Split-Path -Path $PSScriptRoot -Parent) -ChildPath 'src/TokenRotation.Sandbox'
    $log = & dotnet build $project
    if ($LASTEXITCODE -ne 0) { throw "The sandbox was not built. Install the .NET SDK 10, or give -Sandbox. $log" }
    $Sandbox = & dotnet msbuild $project --getProperty:TargetPath
}

$start = New-Object -TypeName Diagnostics.ProcessStartInfo -ArgumentList 'dotnet', "exec `"$Sandbox`" --port 0"
$start.RedirectStandardOutput = $true
$start.UseShellExecute = $false
$server = [Diagnostics.Process]::Start($start)
try {
    $greeting = $server.StandardOutput.ReadLine()
    if (-not $greeting) { throw 'The sandbox did not start.' }
    # Nobody reads its log; an unread pipe would fill and stop it.
    [void] $server.StandardOutput.BaseStream.CopyToAsync([IO.Stream]::Null)
    $tenant = $greeting | ConvertFrom-Json

    Step 'import' {
        $imported = Import-Module -Name $Module -PassThru
        $listed = (Import-PowerShellDataFile -Path $Module).CmdletsToExport
        Confirm-That ($imported.ExportedCmdlets.Count -eq $listed.Count) 'Not every cmdlet of the manifest is there.'
        "$($imported.Version), $($listed.Count) cmdlets"
    }
    Step 'help' {
        Confirm-That ("$((Get-Help -Name Invoke-DtTokenRotation).Description.Text)".Length -gt 100) 'There is no help.'
    }
    Step 'connect by API v1' {
        Connect-DtEnvironment $tenant.url -ApiToken (ConvertTo-Secret $tenant.v1AdminToken) -WarningAction Ignore |
            ForEach-Object { $_.ApiVersion }
    }
    Step 'find by API v1' { "$(@(Find-DtToken -Name 'RW*').Count) token" }
    Step 'connect by a platform token' {
        (Connect-DtEnvironment $tenant.url -ApiToken (ConvertTo-Secret $tenant.platformToken)).ApiVersion
    }
    Step 'connect by an OAuth client' {
        $client = ConvertTo-Secret $tenant.clientSecret
        (Connect-DtEnvironment $tenant.url -ClientSecret $client -TokenUrl $tenant.tokenUrl).ApiVersion
    }
    Step 'connect by API v2' { (Connect-DtEnvironment $tenant.url -ApiToken (ConvertTo-Secret $tenant.adminToken)).ApiVersion }
    Step 'an error has its ID' {
        try {
            Connect-DtEnvironment http://10.0.0.1 -ApiToken (ConvertTo-Secret $tenant.adminToken)
            throw 'Plain http was taken.'
        }
        catch {
            Confirm-That ($_.FullyQualifiedErrorId -like 'InvalidEnvironmentUrl,*') "It was $($_.FullyQualifiedErrorId)."
        }
    }
    Step 'create' {
        $script:old = New-DtToken -Name 'try-windows' -Scope metrics.read -Lifetime 30d -Confirm:$false
        $kept['try-windows'] = $old.Token
        Confirm-That (Test-DtToken -Token $old.Token) 'The new token does not authenticate.'
    }
    Step 'complete a name with Tab' {
        $line = 'New-DtToken -Name n -Scope metrics.r'
        $offered = @((TabExpansion2 $line $line.Length).CompletionMatches | ForEach-Object { $_.CompletionText })
        Confirm-That ($offered -contains 'metrics.read') 'No scope is offered.'
    }
    Step 'rotate, WhatIf' { "$(@(Invoke-DtTokenRotation -Id $old.Id @store -WhatIf).Count) plan" }
    Step 'rotate into a store' {
        $rotated = Invoke-DtTokenRotation -Id $old.Id @store -Overlap 0d
        Confirm-That (Test-DtToken -Token $kept['try-windows']) 'What is in the store does not authenticate.'
        Confirm-That (-not (Test-DtToken -Token $old.Token)) 'The old token still authenticates.'
        $rotated.State
    }
    Step 'list the rotations' { "$(@(Get-DtTokenRotation | Where-Object State -EQ 'Revoked').Count) revoked" }
    Step 'restore' {
        Restore-DtToken -Id $old.Id -Confirm:$false
        Confirm-That (Test-DtToken -Token $old.Token) 'The old token does not authenticate.'
    }
    Step 'revoke and remove' {
        Revoke-DtToken -Id $old.Id -Confirm:$false
        Remove-DtToken -Id $old.Id -Force -Confirm:$false
        Confirm-That (-not (Find-DtToken -Id $old.Id -ErrorAction Ignore)) 'The old token is still there.'
    }
    Step 'import again, by -Force' {
        Import-Module -Name $Module -Force
        Confirm-That ([bool] (Get-Command -Name Find-DtToken -ErrorAction Ignore)) 'The commands are gone.'
    }
    Step 'remove the module' { Get-Module -Name TokenRotation | Remove-Module }
}
finally {
    $server.Kill()
    $server.Dispose()
}

$edition = $PSVersionTable['PSEdition']
$failed = @($steps.Values | Where-Object { $_ -like 'FAILED*' }).Count
'----- try-windows 1: please send these lines back -----'
"PowerShell $($PSVersionTable.PSVersion) $edition, .NET $([Environment]::Version), $([Environment]::OSVersion.VersionString)"
foreach ($name in $steps.Keys) {
    "${name}: $(if ($steps[$name]) { $steps[$name] } else { 'ok' })"
}

"failed: $failed of $($steps.Count)"
'----- end -----'
exit $failed
