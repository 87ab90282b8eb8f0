<#
    Stands in for the module Microsoft.PowerShell.SecretManagement 1.1, with its commands, parameters and error IDs, over vaults
    in memory. Register-SecretVault takes how a vault behaves: what it does with metadata, whether it is locked, fails or lies.
    A vault that is registered with a path is kept in that file as well; every vault of the folder that STANDIN_VAULTS names is
    there when the module is imported, and is locked if it has a password. So another process finds what this one has left.
#>

# SecretManagement throws an exception of this name when a vault wants a password that it cannot ask for.
class PasswordRequiredException : System.Exception {
    PasswordRequiredException([string] $Message) : base($Message) { }
}

class StubVault {
    [string] $Name
    # None: no metadata. SetSecretInfo: by Set-SecretInfo alone. All: by Set-Secret as well.
    [string] $Metadata
    [bool] $Locked
    # The name of a command that fails from now on, or All.
    [string] $Failing
    # Says that it has written, and keeps what was there.
    [bool] $Deaf
    # Is meant where no vault is named.
    [bool] $IsDefault
    # Says that it has written, and keeps this instead.
    [object] $Instead
    # Is run with the entry's name when one was written: what somebody else does just then.
    [scriptblock] $OnSet
    [hashtable] $Secrets = @{}
    [hashtable] $Info = @{}
    # Where it is kept; empty for a vault in memory.
    [string] $Path
    [securestring] $Password

    [void] Save() {
        if ($this.Path) {
            @{ Metadata = $this.Metadata; Password = $this.Password; Secrets = $this.Secrets; Info = $this.Info } |
                Microsoft.PowerShell.Utility\Export-Clixml -LiteralPath $this.Path -Depth 5
        }
    }

    [void] Load() {
        $kept = Microsoft.PowerShell.Utility\Import-Clixml -LiteralPath $this.Path
        $this.Metadata, $this.Password, $this.Secrets, $this.Info = $kept.Metadata, $kept.Password, $kept.Secrets, $kept.Info
    }
}

$script:Vaults = @{}
if ($env:STANDIN_VAULTS) {
    foreach ($file in Get-ChildItem -Path $env:STANDIN_VAULTS -Filter '*.clixml') {
        $kept = [StubVault] @{ Name = $file.BaseName; Path = $file.FullName }
        $kept.Load()
        $kept.Locked = $null -ne $kept.Password
        $script:Vaults[$kept.Name] = $kept
    }
}

# Every command that was called, with the entry's name: what a test may count.
$script:Calls = [System.Collections.Generic.List[string]]::new()

function Exit-Command([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Exception] $Exception, [string] $Id, [string] $Category) {
    $Cmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new($Exception, $Id, $Category, $null))
}

function Write-CommandError([System.Management.Automation.PSCmdlet] $Cmdlet, [System.Exception] $Exception, [string] $Id, [string] $Category) {
    $Cmdlet.WriteError([System.Management.Automation.ErrorRecord]::new($Exception, $Id, $Category, $null))
}

function Open-Vault([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Name, [string] $Vault) {
    $command = $Cmdlet.MyInvocation.MyCommand.Name
    $script:Calls.Add("$command $Name")
    if (!$Vault) {
        $Vault = "$($script:Vaults.Values.Where({ $_.IsDefault }).Name)"
    }

    if (!$script:Vaults.ContainsKey($Vault)) {
        Exit-Command -Cmdlet $Cmdlet -Exception ([System.Management.Automation.PSInvalidOperationException]::new("Vault not found in registry: $Vault")) -Id 'GetSecretVaultNotFound' -Category 'ObjectNotFound'
    }

    $opened = $script:Vaults[$Vault]
    $noun = $command.Replace('-', '')
    if ($opened.Locked) {
        $required = [PasswordRequiredException]::new('A valid password is required to access the vault.')
        if ($command -like 'Get-*') {
            Write-CommandError -Cmdlet $Cmdlet -Exception $required -Id "${noun}Exception" -Category 'InvalidOperation'
            return
        }

        throw $required
    }

    if ($opened.Failing -in $command, 'All') {
        $inner = [System.InvalidOperationException]::new("the vault's backend does not answer")
        Write-CommandError -Cmdlet $Cmdlet -Exception ([System.Management.Automation.PSInvalidOperationException]::new("Unable to run $command", $inner)) -Id "${noun}InvalidOperation" -Category 'InvalidOperation'
        return
    }

    $opened
}

function Register-SecretVault {
    <#
    .SYNOPSIS
        Says how a vault behaves from now on. What it holds stays.
    #>
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'ModuleName', Justification = 'The real one demands it.')]
    param(
        [Parameter(Mandatory)] [string] $Name,
        # The real one demands it; here it says nothing.
        [string] $ModuleName,
        [ValidateSet('None', 'SetSecretInfo', 'All')] [string] $Metadata = 'All',
        [switch] $Locked,
        [string] $Failing,
        [switch] $Deaf,
        [switch] $DefaultVault,
        [object] $Instead,
        [scriptblock] $OnSet,
        # The file that the vault is kept in from now on. What stands in it is read.
        [string] $Path,
        # What another process has to unlock it with.
        [securestring] $Password
    )

    $vault = $script:Vaults[$Name]
    if ($null -eq $vault) {
        $vault = [StubVault]::new()
    }

    $vault.Name, $vault.Metadata, $vault.Locked, $vault.Failing, $vault.Deaf, $vault.Instead = $Name, $Metadata, $Locked, $Failing, $Deaf, $Instead
    $vault.IsDefault = $DefaultVault
    $vault.OnSet = $OnSet
    $script:Vaults[$Name] = $vault
    if ($Path) {
        $vault.Path = $Path
        if (Test-Path -LiteralPath $Path) {
            $vault.Load()
        }
        else {
            $vault.Password = $Password
            $vault.Save()
        }
    }
}

function Unlock-SecretVault {
    <#
    .SYNOPSIS
        Unlocks a vault for this process.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [securestring] $Password
    )

    $vault = $script:Vaults[$Name]
    $given, $wanted = $Password, $vault.Password | ForEach-Object { [System.Net.NetworkCredential]::new('', $_).Password }
    if ($given -cne $wanted) {
        Exit-Command -Cmdlet $PSCmdlet -Exception ([PasswordRequiredException]::new('The password is wrong.')) -Id 'UnlockSecretVaultFailed' -Category 'InvalidArgument'
    }

    $vault.Locked = $false
}

function Get-SecretVault {
    <#
    .SYNOPSIS
        The vaults, without what is in them.
    #>
    [CmdletBinding()]
    param([string] $Name = '*')

    foreach ($vault in $script:Vaults.Values) {
        if ($vault.Name -like $Name) {
            [pscustomobject]@{ Name = $vault.Name; ModuleName = 'Stub'; IsDefault = $vault.IsDefault }
        }
    }
}

function Get-SecretCall {
    <#
    .SYNOPSIS
        Every command that was called, with the entry's name.
    #>
    $script:Calls
}

function Get-Secret {
    <#
    .SYNOPSIS
        The secret of an entry.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)] [string] $Name,
        [Parameter(Position = 1)] [string] $Vault,
        [switch] $AsPlainText
    )

    process {
        $opened = Open-Vault -Cmdlet $PSCmdlet -Name $Name -Vault $Vault
        if ($null -eq $opened) {
            return
        }

        if (!$opened.Secrets.ContainsKey($Name)) {
            Write-CommandError -Cmdlet $PSCmdlet -Exception ([System.Management.Automation.ItemNotFoundException]::new("The secret $Name was not found.")) -Id 'GetSecretNotFound' -Category 'ObjectNotFound'
            return
        }

        $secret = $opened.Secrets[$Name]
        if ($AsPlainText -and $secret -is [securestring]) {
            $secret = [System.Net.NetworkCredential]::new('', $secret).Password
        }
        elseif (!$AsPlainText -and $secret -is [string]) {
            $secret = [System.Net.NetworkCredential]::new('', $secret).SecurePassword
        }

        $PSCmdlet.WriteObject($secret, $false)
    }
}

function Get-SecretInfo {
    <#
    .SYNOPSIS
        The entries, with their metadata.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0)] [string] $Name = '*',
        [Parameter(Position = 1)] [string] $Vault
    )

    $opened = Open-Vault -Cmdlet $PSCmdlet -Name $Name -Vault $Vault
    if ($null -ne $opened) {
        foreach ($key in $opened.Secrets.Keys) {
            if ($key -like $Name) {
                $metadata = [System.Collections.Generic.Dictionary[string, object]]::new()
                if ($opened.Info.ContainsKey($key)) {
                    foreach ($entry in $opened.Info[$key].GetEnumerator()) {
                        $metadata[$entry.Key] = $entry.Value
                    }
                }

                [pscustomobject]@{
                    Name      = $key
                    VaultName = $opened.Name
                    Metadata  = if ($opened.Metadata -ne 'None') { [System.Collections.ObjectModel.ReadOnlyDictionary[string, object]]::new($metadata) }
                }
            }
        }
    }
}

function Set-Secret {
    <#
    .SYNOPSIS
        Writes an entry.
    #>
    [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'SecureStringParameterSet')]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Mandatory, Position = 1, ValueFromPipeline, ParameterSetName = 'ObjectParameterSet')] [object] $Secret,
        [Parameter(Mandatory, Position = 1, ValueFromPipeline, ParameterSetName = 'SecureStringParameterSet')] [securestring] $SecureStringSecret,
        [Parameter(Position = 2)] [string] $Vault,
        [Parameter(Position = 3)] [hashtable] $Metadata
    )

    process {
        if (!$PSCmdlet.ShouldProcess($Vault, 'Write secret to vault and override any existing secret of the same name')) {
            return
        }

        $opened = Open-Vault -Cmdlet $PSCmdlet -Name $Name -Vault $Vault
        if ($null -eq $opened -or $opened.Deaf) {
            return
        }

        $opened.Secrets[$Name] = if ($opened.Instead) { $opened.Instead } elseif ($SecureStringSecret) { $SecureStringSecret } else { $Secret }
        if ($opened.Metadata -eq 'All' -or ($Metadata.Count -gt 0 -and $opened.Metadata -eq 'SetSecretInfo')) {
            $opened.Info[$Name] = if ($Metadata) { $Metadata.Clone() } else { @{} }
        }
        elseif ($Metadata.Count -gt 0) {
            # As the real one does: what could not be written with its metadata is removed, unless the error ends the command.
            Write-CommandError -Cmdlet $PSCmdlet -Exception ([System.Management.Automation.PSNotSupportedException]::new("Cannot add secret metadata '$Name' to vault '${Vault}: The vault does not support the Set-SecretInfo function.")) -Id 'SetSecretMetadataCommandNotSupported' -Category 'NotImplemented'
            $opened.Secrets.Remove($Name)
        }

        if ($opened.OnSet) {
            & $opened.OnSet $Name
        }

        $opened.Save()
    }
}

function Set-SecretInfo {
    <#
    .SYNOPSIS
        Writes the metadata of an entry.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Mandatory, Position = 1, ValueFromPipeline)] [hashtable] $Metadata,
        [Parameter(Position = 2)] [string] $Vault
    )

    process {
        if (!$PSCmdlet.ShouldProcess($Vault, 'Write secret metadata to vault and override any existing metadata associated with the secret')) {
            return
        }

        $opened = Open-Vault -Cmdlet $PSCmdlet -Name $Name -Vault $Vault
        if ($null -eq $opened) {
            return
        }

        if ($opened.Metadata -eq 'None') {
            Write-CommandError -Cmdlet $PSCmdlet -Exception ([System.Management.Automation.PSNotSupportedException]::new("Cannot add secret metadata '$Name' to vault '${Vault}: The vault does not support the Set-SecretInfo function.")) -Id 'SetSecretMetadataCommandNotSupported' -Category 'NotImplemented'
            return
        }

        if (!$opened.Secrets.ContainsKey($Name)) {
            Write-CommandError -Cmdlet $PSCmdlet -Exception ([System.Management.Automation.ItemNotFoundException]::new("Set-SecretInfo error in vault $Vault : the secret does not exist.")) -Id 'SecretStoreSetSecretInfoFailed' -Category 'InvalidOperation'
            return
        }

        $opened.Info[$Name] = $Metadata.Clone()
        $opened.Save()
    }
}

function Remove-Secret {
    <#
    .SYNOPSIS
        Removes an entry.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)] [string] $Name,
        [Parameter(Mandatory, Position = 1)] [string] $Vault
    )

    process {
        if (!$PSCmdlet.ShouldProcess($Vault, 'Remove secret by name from vault')) {
            return
        }

        $opened = Open-Vault -Cmdlet $PSCmdlet -Name $Name -Vault $Vault
        if ($null -eq $opened) {
            return
        }

        if (!$opened.Secrets.ContainsKey($Name)) {
            Write-CommandError -Cmdlet $PSCmdlet -Exception ([System.Management.Automation.PSInvalidOperationException]::new("Unable to remove secret $Name from vault $Vault")) -Id 'RemoveSecretInvalidOperation' -Category 'InvalidOperation'
            return
        }

        $opened.Secrets.Remove($Name)
        $opened.Info.Remove($Name)
        $opened.Save()
    }
}

Export-ModuleMember -Function Register-SecretVault, Unlock-SecretVault, Get-SecretVault, Get-SecretCall, Get-Secret, Get-SecretInfo, Set-Secret, Set-SecretInfo, Remove-Secret
