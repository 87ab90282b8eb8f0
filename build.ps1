<#
.SYNOPSIS
    Builds, tests or cleans TokenRotation. Everything here is a dotnet command that can be run by itself.
.EXAMPLE
    ./build.ps1
    Builds the module and stages it: Import-Module ./TokenRotation.psd1 works afterwards.
.EXAMPLE
    ./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args ended with exit code $LASTEXITCODE."
    }
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-DotNet build src/TokenRotation --configuration $Configuration }
        'Test' { Invoke-DotNet test --configuration $Configuration }
        'Clean' { Remove-Item -Path artifacts, bin -Recurse -Force -ErrorAction Ignore }
    }
}
finally {
    Pop-Location
}
