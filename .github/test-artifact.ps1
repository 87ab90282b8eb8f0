# Tests the packaged module in the shell that runs this. The artifact in out/ takes the place of a build: the Pester files
# import ./TokenRotation.psd1, and find beside it what was packaged.
$ErrorActionPreference = 'Stop'
$repository = Split-Path -Path $PSScriptRoot -Parent
$package = Get-Item -Path (Join-Path -Path $repository -ChildPath 'out/TokenRotation/*')
Copy-Item -Path (Join-Path -Path $package.FullName -ChildPath '*') -Destination $repository -Recurse -Force

$manifest = Join-Path -Path $repository -ChildPath 'TokenRotation.psd1'
$module = Import-Module -Name $manifest -PassThru
"PowerShell $($PSVersionTable.PSVersion): TokenRotation $($module.Version) with $($module.ExportedCmdlets.Count) cmdlets"
if ($module.ExportedCmdlets.Count -ne (Import-PowerShellDataFile -Path $manifest).CmdletsToExport.Count) {
    throw 'The module does not export what its manifest lists.'
}

Install-Module -Name Pester -MinimumVersion 5.0 -Force -SkipPublisherCheck -Scope CurrentUser
Import-Module -Name Pester -MinimumVersion 5.0
$pester = New-PesterConfiguration
$pester.Run.Path = Join-Path -Path $repository -ChildPath 'tests/Pester'
$pester.Run.Throw = $true
Invoke-Pester -Configuration $pester
