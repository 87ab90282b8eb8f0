BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Remove-DtToken' {
    It 'refuses an enabled token' {
        $new = New-DtToken 'Pester' ReadConfig
        { $new | Remove-DtToken -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'TokenIsEnabled,*'
    }

    It 'refuses a token until its grace period is over, then deletes it' {
        $new = New-DtToken 'Pester' ReadConfig
        $new | Revoke-DtToken
        { $new | Remove-DtToken -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'GracePeriodNotOver,*'
        Step-SandboxClock $sandbox 7.00:00:02
        $new | Remove-DtToken -Confirm:$false
        { Find-DtToken -Id $new.Id -ErrorAction Stop } | Should -Throw -ErrorId 'TokenNotFound,*'
    }

    It 'does not let -Force overrule -WhatIf' {
        $new = New-DtToken 'Pester' ReadConfig
        $new | Remove-DtToken -Force -WhatIf
        (Find-DtToken -Id $new.Id).Id | Should -Be $new.Id
    }
}
