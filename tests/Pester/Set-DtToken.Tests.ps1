BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Set-DtToken' {
    It 'renames, and gives other scopes' {
        $new = New-DtToken 'Pester before' ReadConfig
        $changed = $new | Set-DtToken -NewName 'Pester after' -Scope ReadConfig, metrics.read -PassThru
        $changed.Name | Should -Be 'Pester after'
        Test-DtToken -Token $new.Token -Scope metrics.read | Should -BeTrue
    }

    It 'keeps what a rotation has noted in a name' {
        $new = New-DtToken 'Pester stamped' ReadConfig
        Revoke-DtToken -Name 'Pester stamped'
        Set-DtToken $new.Id -NewName 'Pester renamed'
        (Find-DtToken -Id $new.Id).Name | Should -BeLike 'Pester renamed `[dtr revoked *'
    }

    It 'gives no name that reads as such a note' {
        { Set-DtToken dt0c01.ANY -NewName 'x [dtr revoked 20260101T000000Z]' } | Should -Throw -ErrorId 'StampAsName,*'
    }
}
