# The account that a scheduled task runs as: a module path with the module under test and with what stands in for
# SecretManagement, and a vault that is locked until it is given its password.

Set-StrictMode -Version Latest

function New-Account {
    <#
    .SYNOPSIS
        Makes an account in a folder. Its vault Ops holds the managing token; the password of the vault is in the file KeyFile.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)] [string] $Folder,
        [Parameter(Mandatory)] [securestring] $ManagerToken,
        [string] $ManagerSecret = 'dynatrace-manager'
    )

    if (-not $PSCmdlet.ShouldProcess($Folder, 'Make an account')) {
        return
    }

    $modules = New-Item -ItemType Directory -Path (Join-Path $Folder 'modules')
    $vaults = New-Item -ItemType Directory -Path (Join-Path $Folder 'vaults')
    $source = Split-Path -Path (Get-Module -Name TokenRotation).Path -Parent
    $source = if (Test-Path -Path (Join-Path $source 'TokenRotation.psd1')) { $source } else { Split-Path -Path $source -Parent }
    $target = New-Item -ItemType Directory -Path (Join-Path $modules 'TokenRotation')
    foreach ($part in 'TokenRotation.psd1', 'bin') {
        Copy-Item -Path (Join-Path $source $part) -Destination $target -Recurse
    }

    $standIn = New-Item -ItemType Directory -Path (Join-Path $modules 'Microsoft.PowerShell.SecretManagement')
    Copy-Item -Path "$PSScriptRoot/../../TokenRotation.Module.Tests/Support/Modules/Microsoft.PowerShell.SecretManagement.psm1" -Destination $standIn

    $bytes = [byte[]]::new(32)
    [System.Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($bytes)
    $password = [System.Net.NetworkCredential]::new('', [Convert]::ToBase64String($bytes)).SecurePassword
    $keyFile = Join-Path $Folder 'key.xml'
    $password | Export-Clixml -Path $keyFile
    $null = Register-SecretVault -Name Ops -Path (Join-Path $vaults 'Ops.clixml') -Password $password
    Set-Secret -Vault Ops -Name $ManagerSecret -Secret $ManagerToken
    [pscustomobject]@{
        KeyFile     = $keyFile
        VaultFile   = Join-Path $vaults 'Ops.clixml'
        Environment = @{
            PSModulePath                = "$modules$([System.IO.Path]::PathSeparator)$(Join-Path $PSHOME 'Modules')"
            STANDIN_VAULTS              = "$vaults"
            POWERSHELL_TELEMETRY_OPTOUT = '1'
        }
    }
}

function Get-AccountSecret {
    <#
    .SYNOPSIS
        What an entry of the account's vault holds now.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] $Account, [Parameter(Mandatory)] [string] $Name)

    (Import-Clixml -Path $Account.VaultFile).Secrets[$Name]
}

Export-ModuleMember -Function New-Account, Get-AccountSecret
