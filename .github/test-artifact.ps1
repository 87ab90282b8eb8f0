# Tests the packaged module in the shell that runs this: it is imported from out/, never built, and the Pester files are run
# against it. TOKENROTATION_MODULE and TOKENROTATION_SANDBOX tell them where the two are.
$ErrorActionPreference = 'Stop'
$repository = Split-Path -Path $PSScriptRoot -Parent
$manifest = Get-ChildItem -Path (Join-Path -Path $repository -ChildPath 'out/TokenRotation/*/TokenRotation.psd1')
$module = Import-Module -Name $manifest.FullName -PassThru
"PowerShell $($PSVersionTable.PSVersion), TokenRotation $($module.Version): $($module.ExportedCmdlets.Count) cmdlets from $($module.ModuleBase)"
if ($module.ExportedCmdlets.Count -ne (Import-PowerShellDataFile -Path $manifest.FullName).CmdletsToExport.Count) {
    throw 'The module does not export what its manifest lists.'
}

$tests = Join-Path -Path $repository -ChildPath 'tests/Pester'
if (Test-Path -Path $tests) {
    Install-Module -Name Pester -MinimumVersion 5.0 -Force -SkipPublisherCheck -Scope CurrentUser
    Import-Module -Name Pester -MinimumVersion 5.0
    $env:TOKENROTATION_MODULE = $manifest.FullName
    $env:TOKENROTATION_SANDBOX = Join-Path -Path $repository -ChildPath 'out/sandbox/TokenRotation.Sandbox.dll'
    $pester = New-PesterConfiguration
    $pester.Run.Path = $tests
    $pester.Run.Throw = $true
    Invoke-Pester -Configuration $pester
}
