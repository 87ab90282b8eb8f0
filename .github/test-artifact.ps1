# Tests the packaged module in the shell that runs this. The artifact in out/ takes the place of a build: the Pester files
# import ./TokenRotation.psd1, and find beside it what was packaged. At last the packages are installed from out/, as a feed.
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

$env:TOKENROTATION_FEED = Join-Path -Path $repository -ChildPath 'out'
$tests = 'tests/Pester', 'tests/Packages' | ForEach-Object { Join-Path -Path $repository -ChildPath $_ }
& (Join-Path -Path $repository -ChildPath 'tests/Pester/Support/Invoke-PesterFile.ps1') -Path $tests -Gallery
