# Dot-sourced: imports the module that the tests are about, and names its manifest. dotnet test says which build that is; by hand
# it is the one beside the manifest of this repository, which ./build.ps1 makes.
$manifest = if ($env:TOKENROTATION_MODULE) { $env:TOKENROTATION_MODULE } else { "$PSScriptRoot/../../../TokenRotation.psd1" }
$manifest = (Resolve-Path -LiteralPath $manifest).Path
Import-Module -Name $manifest
