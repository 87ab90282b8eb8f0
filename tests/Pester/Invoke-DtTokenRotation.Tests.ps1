BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Invoke-DtTokenRotation' {
    It 'hands the new token over, and revokes nothing' {
        $old = New-DtToken 'Pester hand-over' ReadConfig -Lifetime 30d
        $new = Invoke-DtTokenRotation $old.Id -WarningVariable waiting -WarningAction SilentlyContinue

        $new.OldId | Should -Be $old.Id
        Test-DtToken -Token $new.Token -Scope ReadConfig | Should -BeTrue
        Test-DtToken -Token $old.Token | Should -BeTrue
        "$waiting" | Should -BeLike "*Complete-DtTokenRotation -Id $($old.Id)*"
    }

    It 'leaves the old token enabled when the consumer fails' {
        $old = New-DtToken 'Pester broken consumer' ReadConfig
        { Invoke-DtTokenRotation $old.Id -WarningAction Ignore | ForEach-Object { throw 'No room.' } } | Should -Throw
        Test-DtToken -Token $old.Token | Should -BeTrue
    }

    It 'says what it would do and changes nothing with -WhatIf' {
        $old = New-DtToken 'Pester what if' ReadConfig
        $before = @(Get-SandboxChange $sandbox).Count
        Invoke-DtTokenRotation $old.Id -WhatIf
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
    }

    It 'deletes the old token after the grace period, and not before' {
        $old = New-DtToken 'Pester resume' ReadConfig
        $null = Invoke-DtTokenRotation $old.Id | Complete-DtTokenRotation
        $null = Resume-DtTokenRotation -Confirm:$false
        (Find-DtToken -Id $old.Id).Enabled | Should -BeFalse
        Step-SandboxClock $sandbox 7.00:01:00
        $null = Resume-DtTokenRotation -Confirm:$false
        { Find-DtToken -Id $old.Id -ErrorAction Stop } | Should -Throw -ErrorId 'TokenNotFound,*'
    }
}
