<#
.SYNOPSIS
    Runs Pester files in one shell as their paths come in on the standard input, one a line.
.DESCRIPTION
    What PowerShell and Pester take to start is paid once. After each file a line begins with what -End says and ends with 0 or 1:
    whether every test of the file was run and has passed, or not.
#>
[CmdletBinding()]
param(
    # The manifest of a Pester.
    [Parameter(Mandatory)] [string] $Pester,

    # A word that no test writes.
    [Parameter(Mandatory)] [string] $End
)

while ($null -ne ($path = [Console]::In.ReadLine())) {
    $code = 0
    try {
        & "$PSScriptRoot/Invoke-PesterFile.ps1" -Path $path -Pester $Pester
    }
    catch {
        "$_"
        $code = 1
    }

    "$End $code"
}
