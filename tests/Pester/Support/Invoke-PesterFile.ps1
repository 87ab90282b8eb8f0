<#
.SYNOPSIS
    Runs Pester files with the Pester that is at hand, and fails unless every test in them was run and has passed.
.DESCRIPTION
    The Pester is the one that -Pester names; if it names none, the newest that is installed; else the package that the tests
    of this repository download; and only with -Gallery one that is installed from the PowerShell Gallery for this purpose.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string[]] $Path,

    # The manifest of a Pester.
    [string] $Pester,

    # Installs Pester from the PowerShell Gallery for the current user where none is found.
    [switch] $Gallery
)

$ErrorActionPreference = 'Stop'

function Find-Pester {
    $installed = Get-Module -Name Pester -ListAvailable | Where-Object Version -GE '5.0' | Sort-Object -Property Version -Descending
    if ($installed) {
        return $installed[0].Path
    }

    $packages = if ($env:NUGET_PACKAGES) { $env:NUGET_PACKAGES } else { Join-Path -Path $HOME -ChildPath '.nuget/packages' }
    Get-Item -Path (Join-Path -Path $packages -ChildPath 'pester/*/tools/Pester.psd1') -ErrorAction Ignore |
        Sort-Object -Property { [version] $_.Directory.Parent.Name } -Descending |
        Select-Object -First 1 -ExpandProperty FullName
}

if ($Pester) {
    # No modules of this machine's users: a test must not pass because of one.
    $env:PSModulePath = Join-Path -Path $PSHOME -ChildPath 'Modules'
}
else {
    $Pester = Find-Pester
}

if (-not $Pester -and $Gallery) {
    Install-Module -Name Pester -RequiredVersion 5.7.1 -Force -SkipPublisherCheck -Scope CurrentUser
    $Pester = Find-Pester
}

if (-not $Pester) {
    throw 'No Pester was found. Run dotnet restore tests/TokenRotation.Pester.Tests, or Install-Module Pester -Scope CurrentUser.'
}

Import-Module -Name $Pester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = if ($env:NO_COLOR) { 'Plaintext' } else { 'Auto' }
$result = Invoke-Pester -Configuration $configuration
if ($result.Result -ne 'Passed' -or $result.PassedCount -ne $result.TotalCount -or $result.TotalCount -eq 0) {
    throw "Of $($result.TotalCount) Pester tests $($result.PassedCount) were run and passed."
}
