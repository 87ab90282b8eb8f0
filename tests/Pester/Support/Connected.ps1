# Dot-sourced in a BeforeAll: the staged module, a sandbox of the file's own, and a connection to it. The connections of the
# files before this one end here, since their sandboxes have.
Import-Module "$PSScriptRoot/../../../src/TokenRotation.Testing/TokenRotation.Testing.psd1"
. "$PSScriptRoot/Module.ps1"
Get-DtEnvironment | Disconnect-DtEnvironment
$sandbox = Start-Sandbox
$null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken
