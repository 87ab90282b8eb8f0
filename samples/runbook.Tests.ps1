# The runbook as it is, with mocks alone: no environment, no Azure, no sandbox.

[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'What is mocked has parameters.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    . "$PSScriptRoot/../tests/Pester/Support/Module.ps1"
    $runbook = Join-Path $PSScriptRoot 'runbook.ps1'
    $given = @{ Url = 'https://abc12345.live.dynatrace.com'; KeyVaultName = 'ops'; ManagerSecret = 'manager-of-tokens' }

    # A mock needs a command to stand in for; these are not installed here.
    function Disable-AzContextAutosave { param($Scope) }
    function Connect-AzAccount { param([switch] $Identity) }
    function Get-AzKeyVaultSecret { param($VaultName, $Name, [switch] $InRemovedState) }

    function Get-SomeToken([string] $Id) {
        [TokenRotation.DtToken] @{ Id = $Id; Name = "token $Id"; Environment = $given.Url }
    }

    function Get-SomeRotation([string] $Id, [string] $State) {
        [TokenRotation.DtTokenRotation] @{ Id = $Id; State = $State; Environment = $given.Url }
    }
}

Describe 'The runbook' {
    BeforeEach {
        Mock Disable-AzContextAutosave
        Mock Connect-AzAccount
        Mock Get-AzKeyVaultSecret { [pscustomobject] @{ SecretValue = [securestring]::new() } }
        Mock Connect-DtEnvironment {
            [TokenRotation.DtEnvironment] @{ Environment = $Environment; CallerId = 'dt0c01.MANAGER'; CallerName = 'manager' }
        }
        Mock Find-DtToken { Get-SomeToken 'dt0c01.ONE'; Get-SomeToken 'dt0c01.TWO'; Get-SomeToken 'dt0c01.MANAGER' }
        Mock Invoke-DtTokenRotation { Get-SomeRotation "$Id" 'Superseded' }
        Mock Resume-DtTokenRotation { Get-SomeRotation 'dt0c01.OLD' 'Removed' }
        Mock Get-DtTokenRotation { Get-SomeRotation 'dt0c01.ONE' 'Revoked' }
        Mock Disconnect-DtEnvironment
        Mock Test-DtTokenRotation { [TokenRotation.DtRotationCheck] @{ Check = 'Store'; Passed = $true; Environment = $given.Url } }
    }

    It 'rotates what is due and counts it' {
        $counts = & $runbook @given

        $counts.Rotated | Should -Be 2
        $counts.Removed | Should -Be 1
        $counts.Revoked | Should -Be 1
        $counts.Failed | Should -Be 0
        Should -Invoke Find-DtToken -Times 1 -Exactly -ParameterFilter { $Enabled -and "$Environment" -eq $given.Url }
        Should -Invoke Invoke-DtTokenRotation -Times 2 -Exactly -ParameterFilter {
            $ExpiringWithin -eq '14d' -and $TimeBudget -eq '150m' -and $Overlap -eq '1d'
        }
    }

    It 'takes other times' {
        $null = & $runbook @given -ExpiringWithin 30d -TimeBudget 1h

        Should -Invoke Invoke-DtTokenRotation -Times 2 -Exactly -ParameterFilter {
            $ExpiringWithin -eq [timespan]::FromDays(30) -and $TimeBudget -eq '60m'
        }
    }

    It 'says with -Verify what is right, and changes nothing' {
        (& $runbook @given -Verify).Check | Should -Be 'Store', 'Store'

        Should -Invoke Test-DtTokenRotation -Times 2 -Exactly -ParameterFilter { $Id -and $Overlap -eq '1d' -and $Retrieve }
        Should -Not -Invoke Invoke-DtTokenRotation
        Should -Not -Invoke Resume-DtTokenRotation
        Should -Invoke Disconnect-DtEnvironment -Times 1 -Exactly
    }

    It 'looks at the store even if nothing is due, and fails where something is not right' {
        Mock Find-DtToken
        Mock Test-DtTokenRotation { [TokenRotation.DtRotationCheck] @{ Check = 'Store'; Passed = $false; Environment = $given.Url } }

        { & $runbook @given -Verify } | Should -Throw '*would not work*'
        Should -Invoke Test-DtTokenRotation -Times 1 -Exactly -ParameterFilter { "$Environment" -eq $given.Url }
    }

    It 'spares the manager whose entry is another' {
        $null = & $runbook @given

        Should -Not -Invoke Invoke-DtTokenRotation -ParameterFilter { $Id -eq 'dt0c01.MANAGER' }
    }

    It 'rotates the manager with the others where the entry is its own' {
        (& $runbook -Url $given.Url -KeyVaultName ops).Rotated | Should -Be 3
    }

    It 'fails where something needs attention, and is disconnected all the same' {
        Mock Get-DtTokenRotation { Get-SomeRotation 'dt0c01.ONE' 'NeedsAttention' }

        { & $runbook @given } | Should -Throw '*1 rotations need attention*'
        Should -Invoke Disconnect-DtEnvironment -Times 1 -Exactly
    }

    It 'is disconnected when a rotation ends it' {
        Mock Invoke-DtTokenRotation { throw 'no answer' }

        { & $runbook @given } | Should -Throw '*no answer*'
        Should -Invoke Disconnect-DtEnvironment -Times 1 -Exactly
    }
}
