<#
.SYNOPSIS
    Runs blocks of code in one shell as they come in on the standard input, as if somebody typed them.
.DESCRIPTION
    A block is a line of JSON: its code, and the variables that it finds, as texts and as secrets. The answers to what it asks
    follow it, and then a line with what -End says. What the block writes stands on the standard output; then each error on a line
    that begins with -Mark; then -End. A line without code takes back what the blocks before it have left.
#>
[CmdletBinding()]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'They are kept.')]
param(
    # The manifest of the module.
    [Parameter(Mandatory)] [string] $Manifest,

    # What stands in for SecretManagement.
    [Parameter(Mandatory)] [string] $Vaults,

    [Parameter(Mandatory)] [string] $Mark,

    [Parameter(Mandatory)] [string] $End
)

# No modules of this machine's users: a block must not run because of one.
$env:PSModulePath = Join-Path -Path $PSHOME -ChildPath Modules
Import-Module -Name $Manifest
Import-Module -Name $Vaults
$blockLine = $blockRequest = $blockProblems = $blockPair = $blockKnown = $null
$blockStart = Get-Location
$blockKnown = @((Get-Variable -Scope Global).Name; (Get-ChildItem -Path Function:).Name; 'Matches', 'LASTEXITCODE', 'StackTrace')
while ($null -ne ($blockLine = [Console]::In.ReadLine())) {
    $blockProblems = [System.Collections.Generic.List[object]]::new()
    $blockRequest = $blockLine | ConvertFrom-Json -AsHashtable
    if ($blockRequest.Code) {
        foreach ($blockPair in $blockRequest.Texts.GetEnumerator()) {
            Set-Variable -Name $blockPair.Key -Value $blockPair.Value
        }

        foreach ($blockPair in $blockRequest.Secrets.GetEnumerator()) {
            Set-Variable -Name $blockPair.Key -Value ([System.Net.NetworkCredential]::new('', $blockPair.Value).SecurePassword)
        }

        try {
            . ([scriptblock]::Create($blockRequest.Code)) 2>&1 | ForEach-Object {
                if ($_ -is [System.Management.Automation.ErrorRecord]) { $blockProblems.Add($_) } else { $_ }
            } | Out-Default
        }
        catch {
            $blockProblems.Add($_)
        }
    }
    else {
        Get-DtEnvironment | Disconnect-DtEnvironment
        Remove-Item -Path Env:DT_API_TOKEN -ErrorAction Ignore
        Set-Location -LiteralPath $blockStart
        Get-ChildItem -Path Function: | Where-Object Name -NotIn $blockKnown | Remove-Item
        Get-Variable -Scope Global | Where-Object Name -NotIn $blockKnown | Remove-Variable -Scope Global -Force
        Import-Module -Name $Vaults -Force
    }

    while ([Console]::In.ReadLine() -ne $End) { }
    $blockProblems | ForEach-Object { "$Mark$($_.FullyQualifiedErrorId): $_".Replace("`n", ' ') }
    $End
}
