BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Undo-DtTokenRotation' {
    BeforeEach {
        $old = New-DtToken 'Pester undo' ReadConfig
        $script:entries = @{}
        $store = @{
            Store      = { param($Name, $Token) $script:entries[$Name] = $Token }
            Retrieve   = { param($Name) $script:entries[$Name] }
            Discard    = { param($Name) $script:entries.Remove($Name) }
            SecretName = 'undo'
        }
    }

    It 'takes a new token back that was handed over, by <which> token' -ForEach @(
        @{ Which = 'its'; Named = { $new } }
        @{ Which = 'the old'; Named = { $old.Id } }
    ) {
        $new = Invoke-DtTokenRotation $old.Id -WarningAction Ignore
        $back = & $named | Undo-DtTokenRotation

        $back.Id | Should -Be $old.Id
        (Find-DtToken -Id $old.Id).Name | Should -Be 'Pester undo'
        Test-DtToken -Token $old.Token | Should -BeTrue
        Test-DtToken -Token $new.Token | Should -BeFalse
    }

    It 'takes a rotation back that is completed' {
        $new = Invoke-DtTokenRotation $old.Id -WarningAction Ignore
        $null = $new | Complete-DtTokenRotation
        $null = Undo-DtTokenRotation $old.Id

        Test-DtToken -Token $old.Token | Should -BeTrue
        Test-DtToken -Token $new.Token | Should -BeFalse
    }

    It 'puts the old secret back into the store' {
        $script:entries['undo'] = $old.Token
        $null = Invoke-DtTokenRotation $old.Id @store -Overlap 0d
        Test-DtToken -Token $old.Token | Should -BeFalse
        $replaced = $script:entries['undo']
        $null = Undo-DtTokenRotation $old.Id @store

        Test-DtToken -Token $script:entries['undo'] | Should -BeTrue
        Test-DtToken -Token $old.Token | Should -BeTrue
        Test-DtToken -Token $replaced | Should -BeFalse
    }

    It 'takes nothing away with the name of another entry' {
        $script:entries['undo'] = $old.Token
        $null = Invoke-DtTokenRotation $old.Id @store -Overlap 1d
        $store['SecretName'] = 'mistyped'
        $null = Undo-DtTokenRotation $old.Id @store -WarningVariable warnings -WarningAction SilentlyContinue

        Test-DtToken -Token $script:entries['undo'] | Should -BeTrue
        "$warnings" | Should -BeLike '*stays enabled*'
    }

    It 'names both tokens and changes nothing with -WhatIf' {
        $new = Invoke-DtTokenRotation $old.Id -WarningAction Ignore
        $before = @(Get-SandboxChange $sandbox).Count
        Undo-DtTokenRotation $old.Id -WhatIf
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
        Test-DtToken -Token $new.Token | Should -BeTrue
    }

    It 'is an error for a token that no rotation has marked' {
        { Undo-DtTokenRotation $old.Id -ErrorAction Stop } | Should -Throw -ErrorId 'NotBeingReplaced,*'
        Test-DtToken -Token $old.Token | Should -BeTrue
    }
}
