# Platform tokens of an account, by the same commands as classic ones, in a shell; and both kinds in one pipeline.
BeforeAll {
    Import-Module "$PSScriptRoot/../../src/TokenRotation.Testing/TokenRotation.Testing.psd1"
    . "$PSScriptRoot/Support/Module.ps1"
    Get-DtEnvironment | Disconnect-DtEnvironment
    $sandbox = Start-Sandbox -ArgumentList '--account', '--tokens', '20'
    $others = @(Start-Sandbox -ArgumentList '--tokens', '5'; Start-Sandbox -ArgumentList '--tokens', '5')
    $account = $sandbox.Account
    $sandboxed = @{ AccountUrl = $account.Url; TokenUrl = $sandbox.TokenUrl }
    foreach ($tenant in @($sandbox) + $others) { $null = Connect-DtEnvironment $tenant.Url -ApiToken $tenant.AdminToken }
    $null = Connect-DtAccount $account.Uuid -ClientSecret $account.ClientSecret @sandboxed
    $workflow = (Find-DtToken -Token $account.SampleToken).Resource

    function New-Trial([string] $Name) { New-DtToken $Name app-engine:apps:run -Resource $workflow -Lifetime 30d }

    function Complete([string] $Text) {
        (TabExpansion2 -inputScript $Text -cursorColumn $Text.Length).CompletionMatches.CompletionText
    }
}

AfterAll {
    Get-DtEnvironment | Disconnect-DtEnvironment
    @($sandbox) + $others | ForEach-Object { Stop-Sandbox $_ }
}

Describe 'A platform token' {
    It 'is made by New-DtToken, and its secret comes out as a SecureString' {
        $new = New-Trial 'Pester new'
        $new.Kind | Should -Be 'Platform'
        $new.Token | Should -BeOfType securestring
        $new.Environment | Should -Be "urn:dtaccount:$($account.Uuid)"
        (Find-DtToken -Id $new.Id).Owner | Should -Be $new.Owner
    }

    It 'is made for whom -User names' {
        $owner = (Find-DtToken -Token $account.SampleToken).Owner
        (New-DtToken 'Pester user' app-engine:apps:run -Resource $workflow -User $owner).Owner | Should -Be $owner
        { New-DtToken n app-engine:apps:run -Resource $workflow -User nobody@example.com -ErrorAction Stop } |
            Should -Throw -ErrorId 'RequestRefused,*'
    }

    It 'wants to know where it works, and takes no classic scope' {
        { New-DtToken n app-engine:apps:run -ErrorAction Stop } | Should -Throw -ErrorId 'RequestRefused,*'
        { New-DtToken n metrics.read -Resource $workflow -ErrorAction Stop } | Should -Throw -ErrorId 'UnknownScope,*'
        { New-DtToken n metrics.read -Resource x -Environment $sandbox.Url -ErrorAction Stop } |
            Should -Throw -ErrorId 'ParametersContradict,*'
    }

    It 'is found with its kind, owner and resource' {
        $found = Find-DtToken 'Workflow runner'
        $found.Kind | Should -Be 'Platform'
        $found.Resource | Should -Be $workflow
    }

    It 'is tested by its secret' {
        $new = New-Trial 'Pester test'
        Test-DtToken -Token $new.Token | Should -BeTrue
        (Test-DtToken -Token $new.Token -Detailed).ProvedAt | Should -Be $sandbox.Url.TrimEnd('/')
        Revoke-DtToken $new.Id -WarningAction Ignore
        Test-DtToken -Token $new.Token | Should -BeFalse
    }

    It 'gets another expiry from Set-DtToken, and no other name' {
        $new = New-Trial 'Pester set'
        (Set-DtToken $new.Id -ExpirationDate 2040-01-31 -PassThru).ExpirationDate.Year | Should -Be 2040
        { Set-DtToken $new.Id -NewName other -ErrorAction Stop } | Should -Throw -ErrorId 'NotChangeable,*'
    }

    It 'is revoked, restored and removed' {
        $new = New-Trial 'Pester remove'
        { Remove-DtToken $new.Id -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'TokenIsEnabled,*'
        (Revoke-DtToken $new.Id -PassThru -WarningAction Ignore).State | Should -Be 'Revoked'
        (Restore-DtToken $new.Id -PassThru).Enabled | Should -BeTrue
        Revoke-DtToken $new.Id -WarningAction Ignore
        Remove-DtToken $new.Id -Force -Confirm:$false
        { Find-DtToken -Id $new.Id -ErrorAction Stop } | Should -Throw -ErrorId 'TokenNotFound,*'
    }

    It 'has no activity that this module could read' {
        { Get-DtTokenActivity -Token $account.SampleToken -Environment $account.Uuid -ErrorAction Stop } |
            Should -Throw -ErrorId 'NotForAccounts,*'
    }

    It 'is shown with its account in a list, and in a table of its kind' {
        Find-DtToken 'Workflow runner' | Format-List | Out-String | Should -BeLike "*Platform*urn:dtaccount:$($account.Uuid)*"
        New-Trial 'Pester view' | Format-List | Out-String | Should -BeLike "*Resource*$workflow*"
        Test-DtToken -Token $account.SampleToken -Detailed | Format-List | Out-String | Should -BeLike "*ProvedAt*$($sandbox.Url.TrimEnd('/'))*"
    }
}

Describe 'Tab, at an account' {
    It 'offers the scopes of the platform, and at an environment those of classic tokens' {
        Complete 'New-DtToken n -Scope storage:lo' | Should -Contain 'storage:logs:read'
        Complete "New-DtToken n -Environment $($sandbox.Url) -Scope metrics.re" | Should -Be 'metrics.read'
    }

    It 'offers accounts as resource, owners as user, and tokens by name' {
        Complete 'New-DtToken n -Resource ' | Should -Contain "urn:dtaccount:$($account.Uuid)"
        Complete 'New-DtToken n -User adm' | Should -Contain "'admin@example.com'"
        Complete 'Revoke-DtToken ''Workflow' | Should -Contain (Find-DtToken 'Workflow runner').Id
    }
}

Describe 'One pipeline over three environments and an account' {
    It 'finds tokens of both kinds, each where it is' {
        $found = Find-DtToken -Environment * | Group-Object -Property Environment -NoElement
        $found | Should -HaveCount 4
        (Find-DtToken -Environment * | Group-Object -Property Kind -NoElement).Name | Sort-Object | Should -Be 'Classic', 'Platform'
    }

    It 'reports both kinds in one file, whose data say which is which' {
        $report = Join-Path $TestDrive 'report.html'
        $data = Join-Path $TestDrive 'report.json'
        Find-DtToken -Environment * | Export-DtTokenReport $report -Json $data

        $tokens = (Get-Content $data -Raw | ConvertFrom-Json).tokens
        ($tokens.environment | Sort-Object -Unique) | Should -HaveCount 4
        ($tokens | Where-Object { $_.id -like 'dt0s16.*' }).Count | Should -BeGreaterThan 5
        Get-Content $report -Raw | Should -BeLike "*$($account.Uuid)*"
    }

    It 'judges both kinds, each by what can be done to it' {
        $findings = Find-DtToken -Environment * | Get-DtTokenFinding
        ($findings | Where-Object Id -Like 'dt0s16.*').Command | Should -Not -BeNullOrEmpty
        ($findings | Where-Object Id -Like 'dt0c01.*').Command | Should -Not -BeNullOrEmpty
        ($findings | Where-Object { $_.Id -like 'dt0s16.*' -and $_.Kind -eq 'NeverExpires' }).Command |
            ForEach-Object { $_ | Should -BeLike 'Set-DtToken*' }
    }

    It 'revokes and restores both kinds' {
        $both = @(Find-DtToken 'Workflow runner'; Find-DtToken -Token $sandbox.SampleToken)
        ($both | Revoke-DtToken -PassThru -WarningAction Ignore).Enabled | Should -Be $false, $false
        ($both | Restore-DtToken -PassThru).Enabled | Should -Be $true, $true
    }

    It 'rotates both kinds, each in its own way' {
        foreach ($tenant in @($sandbox) + $others) { $null = New-DtToken 'Pester both' metrics.read -Lifetime 30d -Environment $tenant.Url }
        $null = New-DtToken 'Pester both' app-engine:apps:run -Resource $workflow -Lifetime 30d -Environment $account.Uuid
        $olds = Find-DtToken 'Pester both' -Environment *
        $olds | Should -HaveCount 4

        $rotated = $olds | Invoke-DtTokenRotation -WarningAction Ignore -Confirm:$false

        $rotated.Environment | Sort-Object -Unique | Should -HaveCount 4
        $rotated.Id | Should -HaveCount 4
        $olds.Id | Where-Object { $_ -in $rotated.Id } | Should -BeNullOrEmpty
        $rotated | Test-DtToken | Should -Be $true, $true, $true, $true
    }
}

Describe 'The rotation of a platform token' {
    BeforeEach {
        $old = New-Trial 'Pester rotation'
        $script:entries = @{ platform = $old.Token }
        $store = @{
            Store      = { param($Name, $Token) $script:entries[$Name] = $Token }
            Retrieve   = { param($Name) $script:entries[$Name] }
            Discard    = { param($Name) $script:entries.Remove($Name) }
            SecretName = 'platform'
        }
    }

    It 'is tried by Test-DtTokenRotation, which changes nothing' {
        $checks = Test-DtTokenRotation $old.Id @store
        $checks.Check | Should -Contain 'Entry'
        $checks.Passed | Should -Not -Contain $false
        Find-DtToken 'Pester rotation*' | Where-Object CreationDate -GE $old.CreationDate | Should -HaveCount 1
        $script:entries['platform'] = [System.Net.NetworkCredential]::new('', $account.SampleToken).SecurePassword
        (Test-DtTokenRotation $old.Id @store).Passed | Should -Contain $false
    }

    It 'is shown by Get-DtTokenRotation, gone on with by Resume-DtTokenRotation and taken back by Undo-DtTokenRotation' {
        $before = (Find-DtToken -Id $old.Id).ExpirationDate
        $null = Invoke-DtTokenRotation $old.Id @store -Overlap 1d
        (Get-DtTokenRotation $old.Id @store).State | Should -Be 'Superseded'
        (Find-DtToken -Id $old.Id).ExpirationDate | Should -BeLessThan $before
        (Resume-DtTokenRotation $old.Id @store).State | Should -Be 'Superseded'
        Test-DtToken -Token $script:entries['platform'] | Should -BeTrue

        (Undo-DtTokenRotation $old.Id @store).Id | Should -Be $old.Id
        (Find-DtToken -Id $old.Id).ExpirationDate | Should -Be $before
        [System.Net.NetworkCredential]::new('', $script:entries['platform']).Password |
            Should -Be ([System.Net.NetworkCredential]::new('', $old.Token).Password)
    }

    It 'waits for Complete-DtTokenRotation where the secret was handed over' {
        $new = Invoke-DtTokenRotation $old.Id -WarningAction Ignore
        Test-DtToken -Token $old.Token | Should -BeTrue
        $null = $new | Complete-DtTokenRotation -Confirm:$false
        Test-DtToken -Token $old.Token | Should -BeFalse
        Test-DtToken -Token $new.Token | Should -BeTrue
    }

    It 'is named for what it does: an expiry is moved, and nothing is revoked' {
        $new = Invoke-DtTokenRotation $old.Id -WarningAction Ignore
        $said = Complete-DtTokenRotation $new.Id -WhatIf 6>&1 *>&1 | Out-String
        $said + (Get-DtTokenRotation $old.Id).Reason | Should -Not -Match 'revoke'
    }
}

Describe 'Spec files of platform tokens' {
    It 'are written by Export-DtTokenSpec, and make the same tokens again' {
        $path = Join-Path $TestDrive 'platform.json'
        $old = New-Trial 'Pester export'
        $old | Export-DtTokenSpec $path
        (Get-Content $path -Raw | ConvertFrom-Json).resource | Should -Be $workflow
        $old | Remove-DtToken -Force -Confirm:$false

        $script:entries = @{}
        $store = @{
            Store      = { param($Name, $Token) $script:entries[$Name] = $Token }
            Retrieve   = { param($Name) $script:entries[$Name] }
            Discard    = { param($Name) $script:entries.Remove($Name) }
            SecretName = '{Name}'
        }

        $null = Invoke-DtTokenRotation -Path $path @store -Confirm:$false
        $made = Find-DtToken -Token $script:entries['Pester-export']
        $made.Owner | Should -Be $old.Owner
        $made.Resource | Should -Be $workflow
        [math]::Round(($made.ExpirationDate - $made.CreationDate).TotalDays) | Should -Be 30
    }
}

Describe 'Connections of both kinds' {
    It 'are named by wildcards, and closed one by one' {
        (Find-DtToken -Environment 'urn:dtaccount:*').Kind | Sort-Object -Unique | Should -Be 'Platform'
        (Find-DtToken -Environment 'http*').Kind | Sort-Object -Unique | Should -Be 'Classic'
        "$((Get-DtEnvironment).Kind | Sort-Object -Property { "$_" } -Unique)" | Should -Be 'Account Environment'
        Disconnect-DtEnvironment $account.Uuid
        Get-DtEnvironment | Where-Object Kind -EQ Account | Should -BeNullOrEmpty
        { Find-DtToken -Environment $account.Uuid -ErrorAction Stop } | Should -Throw -ErrorId 'EnvironmentNotConnected,*'
    }
}
