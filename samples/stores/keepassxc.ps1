<#
.SYNOPSIS
    A database of KeePassXC, by its command line, as a store of Invoke-DtTokenRotation.
.DESCRIPTION
    Returns the script blocks to splat. Needs the command keepassxc-cli, and a database that a key file opens without a password:

        keepassxc-cli db-create --set-key-file dynatrace.key dynatrace.kdbx

    The key file opens everything: keep it readable by this account alone. The whole database is written at each change: start one
    run at a time, and let nobody have the database open in KeePassXC meanwhile.

    The secret goes in by the standard input: a command line is readable by everybody on the machine.
.EXAMPLE
    $store = ./samples/stores/keepassxc.ps1 -Database ~/dynatrace.kdbx -KeyFile ~/dynatrace.key
    Find-DtToken -ExpiringWithin 14d | Invoke-DtTokenRotation @store -SecretName '{Environment}-{Name}'
#>
[CmdletBinding()]
[OutputType([hashtable])]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The script blocks use them.')]
param(
    [Parameter(Mandatory)]
    [string] $Database,

    [Parameter(Mandatory)]
    [string] $KeyFile
)

$Database, $KeyFile = $Database, $KeyFile | ForEach-Object { $PSCmdlet.GetUnresolvedProviderPathFromPSPath($_) }

function Invoke-KeePass {
    # The exit code decides, whatever the session's preferences are.
    param([string] $Verb, [string[]] $ArgumentList, [string] $Text)
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    $all = @($Verb, '--quiet', '--no-password', '--key-file', $KeyFile) + $ArgumentList
    $said = if ($Text) { $Text | keepassxc-cli @all 2>&1 } else { keepassxc-cli @all 2>&1 }
    if ($LASTEXITCODE -ne 0) {
        throw "keepassxc-cli $Verb ended with exit code $($LASTEXITCODE): $said"
    }

    $said | ForEach-Object { "$_" }
}

function Test-KeePassEntry {
    param([string] $Name)
    @(& $invoke 'ls' @($Database)) -ccontains $Name
}

$invoke = ${function:Invoke-KeePass}.GetNewClosure()
$exists = ${function:Test-KeePassEntry}.GetNewClosure()
@{
    Store    = {
        param($Name, $Token)
        $verb = if (& $exists $Name) { 'edit' } else { 'add' }
        $null = & $invoke $verb @('--password-prompt', $Database, $Name) ([System.Net.NetworkCredential]::new('', $Token).Password)
    }.GetNewClosure()

    Retrieve = {
        param($Name)
        if (& $exists $Name) {
            & $invoke 'show' @('--show-protected', '--attributes', 'Password', $Database, $Name)
        }
    }.GetNewClosure()

    Discard  = {
        param($Name)
        if (& $exists $Name) {
            # The first time it goes to the bin, where its secret could still be read.
            $null = & $invoke 'rm' @($Database, $Name)
            $null = & $invoke 'rm' @($Database, "Recycle Bin/$Name")
        }
    }.GetNewClosure()
}
