# What a test of somebody's own script does: every cmdlet of the module is mocked, and no tenant is there.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeDiscovery {
    . "$PSScriptRoot/Support/Module.ps1"
    $exported = (Get-Module -Name TokenRotation).ExportedCmdlets
    $cmdlets = $exported.Keys
    $takers = $cmdlets |
        Where-Object { $exported[$_].Parameters['Id'].Attributes.ValueFromPipelineByPropertyName -contains $true }
}

BeforeAll {
    . "$PSScriptRoot/Support/Module.ps1"
    Get-DtEnvironment | Disconnect-DtEnvironment
    $id = 'dt0c01.' + 'A' * 24

    # Something for each parameter that a cmdlet cannot do without.
    $values = @{
        AccountUuid = '00000000-0000-0000-0000-000000000001'
        Environment = 'https://abc12345.live.dynatrace.com'
        Id          = $id
        Name        = 'RW config'
        Path        = Join-Path $TestDrive 'file'
        Scope       = 'ReadConfig'
        Token       = [System.Net.NetworkCredential]::new('', 'secret').SecurePassword
    }

    function Get-NeededParameter {
        # What the cmdlet's first set of parameters demands.
        param([string] $Cmdlet)
        $needed = @{}
        $set = (Get-Command $Cmdlet -Module TokenRotation).ParameterSets |
            Sort-Object -Property IsDefault -Descending |
            Select-Object -First 1
        foreach ($name in ($set.Parameters | Where-Object IsMandatory).Name) {
            $values.ContainsKey($name) | Should -BeTrue -Because "this file should have a value for -$name of $Cmdlet"
            $needed[$name] = $values[$name]
        }

        $needed
    }

    function Invoke-Nightly {
        # What a runbook does every night.
        param([string] $Url, [securestring] $Manager)
        $environment = Connect-DtEnvironment $Url -ApiToken $Manager
        try {
            Find-DtToken -ExpiringWithin 14d -Environment $environment |
                Invoke-DtTokenRotation -Vault Ops -SecretName '{Name}' -TimeBudget 2h -Confirm:$false |
                Where-Object State -EQ 'NeedsAttention'
        }
        finally {
            $environment | Disconnect-DtEnvironment
        }
    }
}

Describe '<_>, mocked' -ForEach $cmdlets {
    It 'is called with what it demands' {
        Mock $_ { 'stand-in' }
        $needed = Get-NeededParameter $_

        & $_ @needed | Should -Be 'stand-in'

        Should -Invoke $_ -Times 1 -Exactly
    }
}

Describe '<_>, mocked, in a pipeline' -ForEach $takers {
    It 'is given the ID of what comes in' {
        Mock $_
        $needed = Get-NeededParameter $_
        'Id', 'Name', 'Environment', 'InputObject' | ForEach-Object { $needed.Remove($_) }

        [pscustomobject]@{ Id = $id; Name = 'RW config'; Environment = $values.Environment } | & $_ @needed

        # $id would be the parameter itself.
        $wanted = $id
        Should -Invoke $_ -Times 1 -Exactly -ParameterFilter { $Id -eq $wanted }
    }
}

Describe 'A runbook without a tenant' {
    BeforeEach {
        Mock Connect-DtEnvironment { [pscustomobject]@{ Environment = $Environment } }
        Mock Disconnect-DtEnvironment
        Mock Find-DtToken {
            1..2 | ForEach-Object { [pscustomobject]@{ Id = 'dt0c01.' + "$_" * 24; Environment = $values.Environment } }
        }
    }

    It 'rotates each token that is found, by its ID, and leaves the connection' {
        Mock Invoke-DtTokenRotation { [pscustomobject]@{ State = 'Revoked' } }

        Invoke-Nightly $values.Environment $values.Token | Should -BeNullOrEmpty

        Should -Invoke Find-DtToken -Times 1 -Exactly -ParameterFilter { $ExpiringWithin -eq '14d' }
        foreach ($number in 1..2) {
            $wanted = 'dt0c01.' + "$number" * 24
            Should -Invoke Invoke-DtTokenRotation -Times 1 -Exactly -ParameterFilter { $Id -eq $wanted -and $Vault -eq 'Ops' }
        }
        Should -Invoke Disconnect-DtEnvironment -Times 1 -Exactly
    }

    It 'hands on what needs attention' {
        Mock Invoke-DtTokenRotation {
            [pscustomobject]@{ State = 'NeedsAttention'; Reason = 'Two successors.' }
        }

        (Invoke-Nightly $values.Environment $values.Token).Reason | Should -Be 'Two successors.', 'Two successors.'
    }

    It 'leaves the connection when a rotation fails' {
        Mock Invoke-DtTokenRotation { throw 'The vault is locked.' }

        { Invoke-Nightly $values.Environment $values.Token } | Should -Throw 'The vault is locked.'

        Should -Invoke Disconnect-DtEnvironment -Times 1 -Exactly
    }
}
