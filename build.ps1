<#
.SYNOPSIS
    Builds, tests, packages, analyzes or cleans TokenRotation.
.DESCRIPTION
    Everything here but Pester and PSScriptAnalyzer is a dotnet command that can be run by itself. dotnet test runs the Pester
    files in a PowerShell of its own; here they run in the shell that runs this, too. PSScriptAnalyzer runs where it is
    installed; a build never needs it.
.EXAMPLE
    ./build.ps1
    Builds the module and stages it: Import-Module ./TokenRotation.psd1 works afterwards.
.EXAMPLE
    ./build.ps1 -Task Test
    Runs every test, then the Pester files once more, in this shell and with the Pester that is installed for it.
.EXAMPLE
    ./build.ps1 -Task Package
    Makes out/TokenRotation/<version>, its nupkg and its bill of materials; and the packages for tests of scripts that use it.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Analyze', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    param([Parameter(Mandatory)] [string[]] $ArgumentList)

    & dotnet $ArgumentList
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $ArgumentList ended with exit code $LASTEXITCODE."
    }
}

function Invoke-Analysis {
    if (-not (Get-Module -Name PSScriptAnalyzer -ListAvailable)) {
        Write-Warning 'PSScriptAnalyzer is not installed: no script was analyzed. Install-Module PSScriptAnalyzer -Scope CurrentUser'
        return
    }

    $findings = @('TokenRotation.psd1', 'build.ps1', '.github', 'benchmarks', 'samples', 'tests' |
            ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Recurse })
    $findings
    if ($findings) {
        throw "PSScriptAnalyzer has $($findings.Count) findings."
    }
}

Push-Location -Path $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-DotNet -ArgumentList 'build', 'src/TokenRotation', '--configuration', $Configuration }
        'Test' {
            Invoke-DotNet -ArgumentList 'test', '--configuration', $Configuration
            & ./tests/Pester/Support/Invoke-PesterFile.ps1 -Path samples, tests/Pester
        }
        'Package' { Invoke-DotNet -ArgumentList 'build', 'src/TokenRotation', '--configuration', $Configuration, '--target:Package' }
        'Analyze' { Invoke-Analysis }
        'Clean' { Remove-Item -Path artifacts, bin, en-US, out -Recurse -Force -ErrorAction Ignore }
    }
}
finally {
    Pop-Location
}
