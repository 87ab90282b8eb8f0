BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'New-DtToken' {
    It 'gives the secret as a SecureString' {
        $new = New-DtToken 'Pester' ReadConfig -Lifetime 30d
        $new.Token | Should -BeOfType securestring
        Test-DtToken -Token $new.Token -Scope ReadConfig | Should -BeTrue
    }

    It 'clones a token' {
        $new = Find-DtToken -Token $sandbox.SampleToken | New-DtToken
        $new.Scopes | Should -Be @('ReadConfig', 'WriteConfig')
    }

    It 'reads a spec file and names what is wrong in it' {
        Set-Content TestDrive:/token.json '{ "name": "From a file", "scopes": ["ReadConfig"], "expirationDate": "now+14d" }'
        (New-DtToken -Path TestDrive:/token.json).Name | Should -Be 'From a file'
        Set-Content TestDrive:/token.json '{ "name": "From a file", "scope": ["ReadConfig"] }'
        { New-DtToken -Path TestDrive:/token.json -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidTokenSpec,*'
    }

    It 'creates nothing with -WhatIf' {
        $before = @(Get-SandboxChange $sandbox).Count
        New-DtToken 'Pester' ReadConfig -WhatIf
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
    }
}
