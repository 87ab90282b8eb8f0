<#
    Stands in for the module Microsoft.PowerShell.SecretManagement where several processes write at once: every vault is a folder
    below the one that FLEET_VAULTS names, every entry a file that is replaced whole. Metadata are not kept.
#>

function Get-EntryFile([string] $Vault, [string] $Name) {
    Join-Path (Join-Path $env:FLEET_VAULTS $Vault) $Name
}

function Get-Secret {
    <#
    .SYNOPSIS
        Reads an entry.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Vault, [Parameter(Mandatory)] [string] $Name)

    $file = Get-EntryFile $Vault $Name
    if (-not [System.IO.File]::Exists($file)) {
        $missing = [System.Management.Automation.ItemNotFoundException]::new("The secret $Name was not found.")
        $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new($missing, 'GetSecretNotFound', 'ObjectNotFound', $null))
    }

    [System.Net.NetworkCredential]::new('', [System.IO.File]::ReadAllText($file)).SecurePassword
}

function Get-SecretInfo {
    <#
    .SYNOPSIS
        Says that an entry is there.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Vault, [Parameter(Mandatory)] [string] $Name)

    if ([System.IO.File]::Exists((Get-EntryFile $Vault $Name))) {
        [pscustomobject] @{ Name = $Name; VaultName = $Vault; Metadata = $null }
    }
}

function Set-Secret {
    <#
    .SYNOPSIS
        Writes an entry.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory)] [string] $Vault, [Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [securestring] $SecureStringSecret)

    $file = Get-EntryFile $Vault $Name
    if ($PSCmdlet.ShouldProcess($file)) {
        $part = "$file.$([guid]::NewGuid().ToString('N')).part"
        [System.IO.File]::WriteAllText($part, [System.Net.NetworkCredential]::new('', $SecureStringSecret).Password)
        [System.IO.File]::Move($part, $file, $true)
    }
}

function Set-SecretInfo {
    <#
    .SYNOPSIS
        Refuses metadata.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Vault, [string] $Name, [hashtable] $Metadata)

    if ($PSCmdlet.ShouldProcess("$Vault $Name $Metadata")) {
        $none = [System.Management.Automation.PSNotSupportedException]::new('The vault keeps no metadata.')
        $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new($none, 'SetSecretMetadataCommandNotSupported', 'NotImplemented', $null))
    }
}

function Remove-Secret {
    <#
    .SYNOPSIS
        Removes an entry.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory)] [string] $Vault, [Parameter(Mandatory)] [string] $Name)

    $file = Get-EntryFile $Vault $Name
    if ($PSCmdlet.ShouldProcess($file)) {
        [System.IO.File]::Delete($file)
    }
}

Export-ModuleMember -Function Get-Secret, Get-SecretInfo, Set-Secret, Set-SecretInfo, Remove-Secret
