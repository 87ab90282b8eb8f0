# What people type, paste and pipe.

BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
}

AfterAll { Stop-Sandbox $sandbox }

Describe 'A file of IDs' {
    BeforeAll {
        $ids = 1..3 | ForEach-Object { (New-DtToken "listed $_" metrics.read).Id } | Sort-Object
        Set-Content TestDrive:/ids.txt $ids
    }

    It 'is taken by the cmdlets that change tokens' {
        Get-Content TestDrive:/ids.txt | Revoke-DtToken
        (Get-Content TestDrive:/ids.txt | Find-DtToken).Enabled | Should -Be $false, $false, $false
        Get-Content TestDrive:/ids.txt | Restore-DtToken
        (Get-Content TestDrive:/ids.txt | Find-DtToken).Enabled | Should -Be $true, $true, $true
        $new = Get-Content TestDrive:/ids.txt | Invoke-DtTokenRotation -Confirm:$false
        $new.OldId | Sort-Object | Should -Be $ids
        Get-Content TestDrive:/ids.txt | Revoke-DtToken -Confirm:$false
        Get-Content TestDrive:/ids.txt | Remove-DtToken -Force -Confirm:$false
        Get-Content TestDrive:/ids.txt | Find-DtToken -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'says of which rotations to tell, and which to go on with' {
        $old = 1..2 | ForEach-Object { (New-DtToken "rotated $_" metrics.read).Id } | Sort-Object
        $null = $old | Invoke-DtTokenRotation -Confirm:$false | Complete-DtTokenRotation
        Set-Content TestDrive:/rotated.txt $old
        (Get-Content TestDrive:/rotated.txt | Get-DtTokenRotation).Id | Sort-Object | Should -Be $old
        { Get-Content TestDrive:/rotated.txt | Resume-DtTokenRotation -ErrorAction Stop } | Should -Not -Throw
        { 'dt0c01.NOBODY' | Resume-DtTokenRotation -ErrorAction Stop } | Should -Throw -ErrorId 'TokenNotFound,*'
    }

    It 'with a secret in it is refused line by line, and shows none' {
        $secret = [System.Net.NetworkCredential]::new('', $sandbox.SampleToken).Password
        $null = $secret | Revoke-DtToken -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -Be 1
        ($problems | Out-String) | Should -Not -BeLike "*$($secret.Split('.')[2])*"
        Test-DtToken $sandbox.SampleToken | Should -BeTrue
    }

    It 'with a token of the old format in it is refused as well' {
        'AbCdEfGhIjKlMnOpQrStU' | Revoke-DtToken -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Not -BeLike 'TokenNotFound,*'
        ($problems | Out-String) | Should -Not -BeLike '*AbCdEfGhIjKlMnOpQrStU*'
    }
}

Describe 'What stands in the first place' {
    It 'is an ID for Find-DtToken if it is written like one' {
        $new = New-DtToken 'by position' metrics.read
        (Find-DtToken $new.Id).Name | Should -Be 'by position'
    }

    It 'is a name for Invoke-DtTokenRotation if it can be nothing else' {
        $new = New-DtToken 'RW of position' metrics.read
        (Invoke-DtTokenRotation 'RW of position' -Confirm:$false).OldId | Should -Be $new.Id
    }
}

Describe 'A secret' {
    It 'is not taken by position by Connect-DtEnvironment, since a history file would keep it' {
        { Connect-DtEnvironment $sandbox.Url $sandbox.AdminToken } | Should -Throw -ErrorId 'PositionalParameterNotFound,*'
    }
}

Describe 'A name' {
    It 'is one token''s for the cmdlets that change tokens' {
        $new = New-DtToken 'CI (named)' metrics.read
        Revoke-DtToken -Name 'CI (named)'
        (Find-DtToken -Id $new.Id).Enabled | Should -BeFalse
        Restore-DtToken -Name 'CI (named)'
        (Find-DtToken -Id $new.Id).Enabled | Should -BeTrue
        Remove-DtToken -Name 'CI (named)' -Force -Confirm:$false
        { Find-DtToken -Id $new.Id -ErrorAction Stop } | Should -Throw -ErrorId 'TokenNotFound,*'
    }

    It 'of several tokens is refused with their IDs' {
        $twins = 1..2 | ForEach-Object { New-DtToken twin metrics.read }
        { Revoke-DtToken -Name twin -ErrorAction Stop } | Should -Throw "*$($twins[0].Id)*" -ErrorId 'AmbiguousName,*'
    }

    It 'with brackets is found as it is written' {
        $new = New-DtToken 'CI [prod]' metrics.read
        (Find-DtToken 'CI [prod]').Id | Should -Be $new.Id
        (Find-DtToken 'CI `[prod`]').Id | Should -Be $new.Id
    }
}

Describe 'A credential' {
    It 'is taken where a secret is' {
        $row = [pscustomobject] @{ Token = $sandbox.SampleToken }
        ($row | Find-DtToken).Id | Should -Be (Find-DtToken -Token $sandbox.SampleToken).Id
        Test-DtToken ([pscredential]::new('Dynatrace', $sandbox.SampleToken)) | Should -BeTrue
    }
}

Describe 'A scope' {
    It 'that this module does not know is sent, with a warning if it resembles a known one' {
        $null = New-DtToken 'new scope' apps.read -WarningVariable said -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        "$said" | Should -BeLike "*'logs.read'*"
        @(Get-SandboxChange $sandbox)[-1].method | Should -Be 'POST'
    }

    It 'by its label is answered with its name: <_>' -ForEach @(
        'New-DtToken x'
        'Find-DtToken'
        'Test-DtToken $sandbox.SampleToken'
        "Invoke-DtTokenRotation $('dt0c01.' + 'A' * 24)"
    ) {
        { & ([scriptblock]::Create("$_ -Scope 'Read configuration' -ErrorAction Stop")) } | Should -Throw "*'ReadConfig'*"
    }

    It 'in another case is not silently nothing' {
        { Find-DtToken -Scope readconfig -ErrorAction Stop } | Should -Throw "*'ReadConfig'*"
    }
}

Describe 'A path' {
    It 'that matches nothing is an error' {
        { New-DtToken -Path (Join-Path $TestDrive 'nosuch*.json') -ErrorAction Stop } | Should -Throw -ErrorId 'SpecFileUnreadable,*'
    }
}

Describe 'An environment' {
    It 'that is piped in is no ID for <_>' -ForEach 'Get-DtTokenRotation', 'Resume-DtTokenRotation' {
        { Get-DtEnvironment | & $_ -ErrorAction Stop } | Should -Not -Throw
    }

    It 'that is piped in names no token for <_>' -ForEach 'Revoke-DtToken', 'Restore-DtToken', 'Remove-DtToken' {
        { Get-DtEnvironment | & $_ -ErrorAction Stop } | Should -Throw -ErrorId 'InputObjectMissingMandatory,*'
    }

    It 'is every one for <_>' -ForEach 'Find-DtToken', 'Get-DtTokenRotation', 'Test-DtToken $sandbox.SampleToken', 'Get-DtTokenFinding' {
        { & ([scriptblock]::Create("$_ -Environment '*' -ErrorAction Stop")) } | Should -Not -Throw
    }
}

Describe 'A CSV file of names' {
    BeforeAll {
        $path = Join-Path $TestDrive 'names.csv'
        $new = New-DtToken 'in a list, [prod]' metrics.read
        [pscustomobject] @{ Name = 'in a list, [prod]'; Team = 'A' } | Export-Csv $path
    }

    It 'names the tokens for the cmdlets that change them' {
        Import-Csv $path | Set-DtToken -Scope metrics.read, logs.read
        (Find-DtToken -Id $new.Id).Scopes | Should -Contain 'logs.read'
        Import-Csv $path | Revoke-DtToken
        (Find-DtToken -Id $new.Id).Enabled | Should -BeFalse
        Import-Csv $path | Restore-DtToken
        (Find-DtToken -Id $new.Id).Enabled | Should -BeTrue
    }

    It 'names the rotations' {
        (Import-Csv $path | Test-DtTokenRotation -WarningAction SilentlyContinue | Where-Object Subject -Like "*$($new.Id)*") | Should -Not -BeNullOrEmpty
        $null = Import-Csv $path | Invoke-DtTokenRotation -Confirm:$false -WarningAction SilentlyContinue
        (Import-Csv $path | Get-DtTokenRotation).Id | Should -Be $new.Id
        $null = Import-Csv $path | Complete-DtTokenRotation
        (Import-Csv $path | Get-DtTokenRotation).State | Should -Be 'Revoked'
        { Import-Csv $path | Resume-DtTokenRotation -ErrorAction Stop } | Should -Not -Throw
    }

    It 'with one that nobody has is an error of that line alone' {
        $null = 'nobody', 'in a list, [prod]' | ForEach-Object { [pscustomobject] @{ Name = $_ } } |
            Get-DtTokenRotation -ErrorVariable problems -ErrorAction SilentlyContinue -OutVariable found
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'TokenNotFound,*'
        $found.Count | Should -Be 1
    }

    It 'with IDs beside them is read by the IDs' {
        $twin = 1..2 | ForEach-Object { New-DtToken 'twins of a list' metrics.read }
        [pscustomobject] @{ Name = 'twins of a list'; Id = $twin[1].Id } | Revoke-DtToken
        (Find-DtToken -Id $twin[0].Id).Enabled | Should -BeTrue
        (Find-DtToken -Id $twin[1].Id).Enabled | Should -BeFalse
    }

    It 'with a secret in place of a name is refused, and shows none' {
        $secret = [System.Net.NetworkCredential]::new('', $sandbox.SampleToken).Password
        $null = [pscustomobject] @{ Name = $secret } | Revoke-DtToken -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'SecretAsName,*'
        ($problems | Out-String) | Should -Not -BeLike "*$($secret.Split('.')[2])*"
    }
}

Describe 'A file that is piped in' {
    It 'is no name of a token for <_>' -ForEach 'Revoke-DtToken', 'Complete-DtTokenRotation' {
        Set-Content TestDrive:/some.json '{}'
        { Get-Item TestDrive:/some.json | & $_ -ErrorAction Stop } | Should -Throw -ErrorId 'InputObjectNotBound,*'
    }
}

Describe 'A token with an unusual ID' {
    It 'is asked for in the environment that is named: <_>' -ForEach 'Find-DtToken', 'Get-DtTokenActivity' {
        $odd = [TokenRotation.DtToken] @{ Id = 'worker-token_1'; Name = 'odd'; Environment = $sandbox.Url }
        $null = $odd | & $_ -Environment $sandbox.Url -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        @($problems | Where-Object FullyQualifiedErrorId -Like 'SecretAsId,*') | Should -BeNullOrEmpty
    }
}

Describe 'The name of an entry without a vault' {
    BeforeAll {
        Import-Module "$PSScriptRoot/../TokenRotation.Module.Tests/Support/Modules/Microsoft.PowerShell.SecretManagement.psm1" -Force
        $null = Register-SecretVault -Name Ops -DefaultVault
        $new = New-DtToken 'kept by default' metrics.read
        Set-Secret -Vault Ops -Name kept -Secret $new.Token
    }

    It 'means the default vault, which a rotation knows by its name' {
        $state = Invoke-DtTokenRotation $new.Id -SecretName kept -Confirm:$false -Overlap 0d -WarningAction SilentlyContinue
        $state.Id | Should -Be $new.Id
        (Get-DtTokenRotation $new.Id -Vault Ops -SecretName kept).State | Should -Be (Get-DtTokenRotation $new.Id -SecretName kept).State
        (Find-DtToken -Token (Get-Secret -Vault Ops -Name kept)).Id | Should -Not -Be $new.Id
        Test-DtTokenRotation $new.Id -SecretName kept -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $null = Undo-DtTokenRotation $new.Id -SecretName kept -Confirm:$false
        (Find-DtToken -Token (Get-Secret -Vault Ops -Name kept)).Id | Should -Be $new.Id
    }

    It 'means it in a spec file as well' {
        $spec = Join-Path $TestDrive 'by-default.json'
        Set-Content $spec '{ "name": "made by default", "scopes": ["metrics.read"], "store": { "secretName": "made" } }'
        $null = Invoke-DtTokenRotation -Path $spec -Confirm:$false
        (Find-DtToken -Token (Get-Secret -Vault Ops -Name made)).Name | Should -BeLike 'made by default*'
    }

    It 'is an error where there is no default vault' {
        $null = Register-SecretVault -Name Ops
        { Invoke-DtTokenRotation $new.Id -SecretName kept -ErrorAction Stop } | Should -Throw '*Give -Vault*' -ErrorId 'SecretStoreFailed,*'
    }
}
