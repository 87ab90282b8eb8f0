BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Restore-DtToken' {
    It 'brings a revoked token back under its name' {
        $new = New-DtToken 'Pester' ReadConfig
        $new | Revoke-DtToken
        $restored = $new | Restore-DtToken -PassThru
        $restored.Enabled | Should -BeTrue
        $restored.Name | Should -Be 'Pester'
        Test-DtToken -Token $new.Token | Should -BeTrue
    }
}
