BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Revoke-DtToken' {
    It 'revokes, and the token exists on' {
        $new = New-DtToken 'Pester' ReadConfig
        $revoked = $new | Revoke-DtToken -PassThru
        $revoked.Enabled | Should -BeFalse
        Test-DtToken -Token $new.Token | Should -BeFalse
        (Find-DtToken -Id $new.Id).Id | Should -Be $new.Id
    }

    It 'does not revoke the token that authenticates' {
        { Revoke-DtToken (Get-DtEnvironment).CallerId -ErrorAction Stop } | Should -Throw -ErrorId 'OwnToken,*'
    }

    It 'changes nothing with -WhatIf' {
        $new = New-DtToken 'Pester' ReadConfig
        $new | Revoke-DtToken -WhatIf
        (Find-DtToken -Id $new.Id).Enabled | Should -BeTrue
    }
}
