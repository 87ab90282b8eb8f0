# What Tab offers, in a real shell.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    Import-Module "$PSScriptRoot/../TokenRotation.Module.Tests/Support/Modules/Microsoft.PowerShell.SecretManagement.psm1" -Force

    function Complete([string] $Text) {
        (TabExpansion2 -inputScript $Text -cursorColumn $Text.Length).CompletionMatches.CompletionText
    }

    $enabled = New-DtToken 'to be completed, enabled' metrics.read
    $revoked = New-DtToken 'to be completed, revoked' metrics.read
    Revoke-DtToken $revoked.Id
}

AfterAll { Stop-Sandbox $sandbox }

Describe 'Tab' {
    It 'offers revoked tokens to <_>' -ForEach 'Restore-DtToken', 'Remove-DtToken', 'TokenRotation\Remove-DtToken' {
        Complete "$_ -Id 'to be" | Should -Be $revoked.Id
    }

    It 'offers enabled tokens to Revoke-DtToken, and all to others' {
        Complete "Revoke-DtToken -Id 'to be" | Should -Be $enabled.Id
        Complete "Find-DtToken -Id 'to be" | Sort-Object | Should -Be ($enabled.Id, $revoked.Id | Sort-Object)
    }

    It 'offers the owners of tokens: <_>' -ForEach 'Find-DtToken -Owner ', 'Get-DtTokenFinding -KnownOwner adm' {
        Complete $_ | Should -Contain "'admin@example.com'"
    }

    It 'offers the environments that were connected before to Connect-DtEnvironment' {
        Disconnect-DtEnvironment
        Complete 'Connect-DtEnvironment ' | Should -Contain $sandbox.Url
        Complete 'Connect-DtEnvironment 127' | Should -Contain $sandbox.Url
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken
    }
}

Describe 'Tab after -SecretName' {
    BeforeAll {
        $null = Register-SecretVault -Name Ops
        $null = Register-SecretVault -Name Other -DefaultVault
        'dt-rw', 'dt-rw-previous', 'dt-rw-pending-dt0c01-ABCD' | ForEach-Object { Set-Secret -Vault Ops -Name $_ -Secret x }
        Set-Secret -Vault Other -Name dt-other -Secret x
    }

    It 'offers the entries of the vault, without those that a rotation keeps beside: <_>' -ForEach @(
        'Invoke-DtTokenRotation x', 'Get-DtTokenRotation', 'Resume-DtTokenRotation', 'Test-DtTokenRotation',
        'Undo-DtTokenRotation x', 'Connect-DtEnvironment abc12345'
    ) {
        Complete "$_ -Vault Ops -SecretName dt" | Should -Be 'dt-rw'
        Complete "$_ -SecretName dt" | Should -Be 'dt-other'
    }

    It 'offers nothing of a vault that does not list' {
        $null = Register-SecretVault -Name Ops -Failing Get-SecretInfo
        Complete 'Get-DtTokenRotation -Vault Ops -SecretName dt' | Should -Not -Contain 'dt-rw'
    }
}
