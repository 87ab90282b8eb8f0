# How an unattended script is tested against the sandbox: docs/testing.md explains it.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    Import-Module "$PSScriptRoot/../src/TokenRotation.Testing/TokenRotation.Testing.psd1"
    . "$PSScriptRoot/../tests/Pester/Support/Module.ps1"

    # Vaults in memory, with the commands of SecretManagement.
    Import-Module "$PSScriptRoot/../tests/TokenRotation.Module.Tests/Support/Modules/Microsoft.PowerShell.SecretManagement.psm1" -Force
}

Describe 'rotate-due.ps1' {
    BeforeAll {
        $sandbox = Start-Sandbox
        # The sample token lives thirty days: now it is due, and its successor will not be for a while.
        Step-SandboxClock $sandbox 20.00:00:00
        $null = Register-SecretVault -Name memory -ModuleName memory
        Set-Secret -Vault memory -Name dynatrace-manager -Secret $sandbox.AdminToken
        Set-Secret -Vault memory -Name dynatrace-RW-config-token -Secret $sandbox.SampleToken
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken

        function Invoke-Run {
            & "$PSScriptRoot/rotate-due.ps1" -Url $sandbox.Url -Vault memory @args
            $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken
        }
    }

    AfterAll {
        Stop-Sandbox $sandbox
    }

    It 'rotates what is due into the vault, and leaves both tokens enabled for a day' {
        $summary = Invoke-Run

        $summary.Details | Should -BeNullOrEmpty
        $summary.Rotated | Should -Be 1
        $summary.Waiting | Should -Be 1
        $summary.NeedsAttention | Should -Be 0
        Test-DtToken -Token (Get-Secret -Vault memory -Name dynatrace-RW-config-token) -Scope ReadConfig, WriteConfig | Should -BeTrue
        Test-DtToken -Token $sandbox.SampleToken | Should -BeTrue
    }

    It 'does nothing while there is nothing to do' {
        $before = @(Get-SandboxChange $sandbox).Count

        (Invoke-Run).Rotated | Should -Be 0

        @(Get-SandboxChange $sandbox).Count | Should -Be $before
    }

    It 'revokes the old token when the day is over' {
        Step-SandboxClock $sandbox 1.00:01:00

        (Invoke-Run).Revoked | Should -Be 1
        Test-DtToken -Token $sandbox.SampleToken | Should -BeFalse
    }

    It 'deletes the old token when the week is over' {
        Step-SandboxClock $sandbox 7.00:01:00

        (Invoke-Run).Removed | Should -Be 1
    }

    It 'shows no secret' {
        $secret = [System.Net.NetworkCredential]::new('', (Get-Secret -Vault memory -Name dynatrace-RW-config-token)).Password

        $shown = Invoke-Run *>&1 | Out-String

        $shown | Should -Not -BeLike "*$($secret.Split('.')[-1])*"
    }
}
