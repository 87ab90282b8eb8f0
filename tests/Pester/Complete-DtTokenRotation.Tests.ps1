BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Complete-DtTokenRotation' {
    BeforeEach { $old = New-DtToken 'Pester complete' ReadConfig }

    It 'revokes the old token when it is the last command of the pipeline' {
        $kept = @{}
        $states = Invoke-DtTokenRotation $old.Id -WarningVariable warnings |
            ForEach-Object { $kept['new'] = $_.Token; $_ } | Complete-DtTokenRotation

        $states.State | Should -Be 'Revoked'
        Test-DtToken -Token $old.Token | Should -BeFalse
        (Find-DtToken -Token $kept['new']).Name | Should -Be 'Pester complete'
        $warnings | Should -BeNullOrEmpty
    }

    It 'takes what <what> gives, later' -ForEach @(
        @{ What = 'Invoke-DtTokenRotation'; Given = { $new } }
        @{ What = 'Find-DtToken, of the new token'; Given = { Find-DtToken -Id $new.Id } }
        @{ What = 'Find-DtToken, of the old token'; Given = { Find-DtToken -Id $old.Id } }
        @{ What = 'Get-DtTokenRotation'; Given = { Get-DtTokenRotation $old.Id } }
        @{ What = 'an object with an Id'; Given = { [pscustomobject]@{ Id = $old.Id } } }
    ) {
        $new = Invoke-DtTokenRotation $old.Id -WarningAction Ignore
        $null = & $given | Complete-DtTokenRotation -Confirm:$false

        Test-DtToken -Token $old.Token | Should -BeFalse
        Test-DtToken -Token $new.Token | Should -BeTrue
        (Find-DtToken -Id $new.Id).Name | Should -Be 'Pester complete'
    }

    It 'revokes nothing before it is called, whatever stands behind: <what>' -ForEach @(
        @{ What = 'a filter, into a variable'; Behind = { $new = $input | Where-Object { $_.Token } } }
        @{ What = 'a sort, into a variable'; Behind = { $new = $input | Sort-Object Name } }
        @{ What = '-OutVariable'; Behind = { $input | Write-Output -OutVariable new | Out-Null } }
        @{ What = 'a thread that throws'; Behind = { $input | ForEach-Object -Parallel { throw 'no' } } }
        @{ What = 'a consumer that only writes an error'; Behind = { $input | ForEach-Object { Write-Error 'no' } } }
        @{ What = 'a native program that fails'; Behind = { $input | ForEach-Object { dotnet no-such-command } } }
        @{ What = 'a function that wraps it'; Behind = { function Wrapped { process { $_ } }; $input | Wrapped | Out-Null } }
    ) {
        # What fails writes errors, and goes on: a consumer that ends the pipeline has tests of its own.
        $ErrorActionPreference = 'Continue'
        Invoke-DtTokenRotation $old.Id -WarningAction Ignore | & $behind 2> $null | Out-Null

        Test-DtToken -Token $old.Token | Should -BeTrue
        (Get-DtTokenRotation $old.Id).Reason | Should -Match ([regex]::Escape("Complete-DtTokenRotation -Id $($old.Id)"))
    }

    It 'gets nothing where the step before it stops at a native program that fails' {
        {
            Invoke-DtTokenRotation $old.Id -WarningAction Ignore |
                ForEach-Object { $null = dotnet no-such-command 2>&1; if ($LASTEXITCODE) { throw 'The vault has not taken it.' }; $_ } |
                Complete-DtTokenRotation
        } | Should -Throw 'The vault has not taken it.'

        Test-DtToken -Token $old.Token | Should -BeTrue
    }

    It 'does nothing the second time' {
        $new = Invoke-DtTokenRotation $old.Id -WarningAction Ignore
        $null = $new | Complete-DtTokenRotation
        $before = @(Get-SandboxChange $sandbox).Count
        ($new | Complete-DtTokenRotation).State | Should -Be 'Revoked'
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
    }

    It 'revokes nothing for a token that is not being replaced' {
        { Complete-DtTokenRotation $old.Id -ErrorAction Stop } | Should -Throw -ErrorId 'NotBeingReplaced,*'
        Test-DtToken -Token $old.Token | Should -BeTrue
    }

    It 'revokes nothing when the new token does not work any more' {
        $new = Invoke-DtTokenRotation $old.Id -WarningAction Ignore
        Revoke-DtToken $new.Id
        { Complete-DtTokenRotation $old.Id -ErrorAction Stop } | Should -Throw -ErrorId 'RotationNeedsAttention,*'
        Test-DtToken -Token $old.Token | Should -BeTrue
    }

    It 'changes nothing with -WhatIf' {
        $new = Invoke-DtTokenRotation $old.Id -WarningAction Ignore
        $before = @(Get-SandboxChange $sandbox).Count
        $new | Complete-DtTokenRotation -WhatIf
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
    }

    It 'ends the rotation of the token that authenticates' {
        $manager = New-DtToken 'Pester manager' apiTokens.read, apiTokens.write
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $manager.Token
        $state = Invoke-DtTokenRotation $manager.Id | Complete-DtTokenRotation
        $state.State | Should -Be 'Revoked'
        (Get-DtEnvironment).CallerId | Should -Be $state.SuccessorId
    }
}
