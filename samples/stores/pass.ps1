<#
.SYNOPSIS
    The password store pass, whose entries gpg encrypts, as a store of Invoke-DtTokenRotation.
.DESCRIPTION
    Returns the script blocks to splat. Needs the command pass, a store that pass init has made, and a key of gpg that this account
    can use without being asked: one whose passphrase the agent has, or that has none.

    The secret goes in by the standard input: a command line is readable by everybody on the machine.
.EXAMPLE
    $store = ./samples/stores/pass.ps1 -Folder dynatrace
    Find-DtToken -ExpiringWithin 14d | Invoke-DtTokenRotation @store -SecretName '{Environment}-{Name}'
#>
[CmdletBinding()]
[OutputType([hashtable])]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The script blocks use them.')]
param(
    # The folder in the store.
    [string] $Folder = 'dynatrace'
)

function Invoke-Pass {
    # The exit code decides, whatever the session's preferences are.
    param([string[]] $ArgumentList, [string] $Text)
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    $said = if ($Text) { $Text | pass @ArgumentList 2>&1 } else { pass @ArgumentList 2>&1 }
    if ($LASTEXITCODE -ne 0) {
        throw "pass $($ArgumentList[0]) ended with exit code $($LASTEXITCODE): $said"
    }

    "$said"
}

function Test-PassEntry {
    # Whether there is an entry can be told without the key; what pass says of a missing one is in the language of the account.
    param([string] $Name)
    $root = if ($env:PASSWORD_STORE_DIR) { $env:PASSWORD_STORE_DIR } else { Join-Path -Path $HOME -ChildPath '.password-store' }
    Test-Path -LiteralPath (Join-Path -Path $root -ChildPath "$Folder/$Name.gpg")
}

$invoke, $exists = ${function:Invoke-Pass}.GetNewClosure(), ${function:Test-PassEntry}.GetNewClosure()
@{
    Store    = {
        param($Name, $Token)
        $null = & $invoke @('insert', '--multiline', '--force', "$Folder/$Name") ([System.Net.NetworkCredential]::new('', $Token).Password)
    }.GetNewClosure()

    Retrieve = {
        param($Name)
        if (& $exists $Name) {
            & $invoke @('show', "$Folder/$Name")
        }
    }.GetNewClosure()

    Discard  = {
        param($Name)
        if (& $exists $Name) {
            $null = & $invoke @('rm', '--force', "$Folder/$Name")
        }
    }.GetNewClosure()
}
