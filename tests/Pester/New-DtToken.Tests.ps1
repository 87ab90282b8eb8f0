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

Describe 'New-DtToken makes a token of' {
    BeforeAll {
        $old = New-DtToken 'pattern' metrics.read, logs.read -Lifetime 30d

        # The name, the scopes and the days to live of the token that was made.
        function Get-Made($New) {
            $token = Find-DtToken -Id $New.Id
            $token.Name
            $token.Scopes -join ' '
            [math]::Round(($token.ExpirationDate - $token.CreationDate).TotalDays)
        }
    }

    It 'a row of a CSV file' {
        Set-Content TestDrive:/tokens.csv 'Name,Scopes,ExpiresIn', 'pattern,metrics.read logs.read,30d'
        Get-Made (Import-Csv TestDrive:/tokens.csv | New-DtToken) | Should -Be 'pattern', 'metrics.read logs.read', 30
    }

    It 'an inventory that was exported as CSV' {
        Find-DtToken -Id $old.Id | Export-Csv TestDrive:/inventory.csv -NoTypeInformation
        Get-Made (Import-Csv TestDrive:/inventory.csv | New-DtToken) | Should -Be 'pattern', 'metrics.read logs.read', 30
    }

    It 'the payload of the vendor''s guide' {
        $payload = '{ "name": "pattern", "scopes": ["metrics.read", "logs.read"], "expiresIn": { "value": 30, "unit": "DAYS" } }'
        Get-Made ($payload | ConvertFrom-Json | New-DtToken) | Should -Be 'pattern', 'metrics.read logs.read', 30
        Get-Made ($payload | New-DtToken) | Should -Be 'pattern', 'metrics.read logs.read', 30
    }

    It 'an answer of the API that was recorded' {
        $answer = '{ "id": "dt0c01.RECORDED", "name": "pattern", "enabled": true, "owner": "admin@example.com",
            "creationDate": "2026-01-01T00:00:00.000Z", "expirationDate": "2026-01-31T00:00:00.000Z", "scopes": ["metrics.read", "logs.read"] }'
        Get-Made ($answer | ConvertFrom-Json | New-DtToken -WarningAction SilentlyContinue) | Should -Be 'pattern', 'metrics.read logs.read', 30
    }

    It 'a token that was saved' {
        Find-DtToken -Id $old.Id | Export-Clixml TestDrive:/token.clixml
        Get-Made (Import-Clixml TestDrive:/token.clixml | New-DtToken) | Should -Be 'pattern', 'metrics.read logs.read', 30
    }

    It 'a token that comes out of a job' {
        $job = Start-Job { $args[0] } -ArgumentList (Find-DtToken -Id $old.Id)
        Get-Made ($job | Receive-Job -Wait -AutoRemoveJob | New-DtToken) | Should -Be 'pattern', 'metrics.read logs.read', 30
    }

    It 'a file that is piped in' {
        Set-Content TestDrive:/spec.json '{ "name": "pattern", "scopes": ["metrics.read", "logs.read"], "expirationDate": "now+30d", "personalAccessToken": null }'
        Get-Made (Get-Item TestDrive:/spec.json | New-DtToken) | Should -Be 'pattern', 'metrics.read logs.read', 30
        Get-Made (Get-ChildItem TestDrive:/ -Filter spec.json | New-DtToken) | Should -Be 'pattern', 'metrics.read logs.read', 30
    }

    It 'no YAML, and says so' {
        Set-Content TestDrive:/spec.json 'name: pattern', 'scopes:', '  - metrics.read'
        { Get-Item TestDrive:/spec.json | New-DtToken -ErrorAction Stop } | Should -Throw '*YAML*'
    }
}
