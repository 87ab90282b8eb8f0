BeforeAll {
    Import-Module "$PSScriptRoot/../../src/TokenRotation.Testing/TokenRotation.Testing.psd1"
    . "$PSScriptRoot/Support/Module.ps1"
    Get-DtEnvironment | Disconnect-DtEnvironment
    $sandbox = Start-Sandbox -ArgumentList '--account', '--tokens', '20'
    $account = $sandbox.Account
    $sandboxed = @{ AccountUrl = $account.Url; TokenUrl = $sandbox.TokenUrl }
}

AfterAll { Stop-Sandbox $sandbox }

Describe 'Connect-DtAccount' {
    It 'says who is calling, and which account' {
        $connection = Connect-DtAccount $account.Uuid -ClientSecret $account.ClientSecret @sandboxed
        $connection.Kind | Should -Be 'Account'
        $connection.Environment | Should -Be "urn:dtaccount:$($account.Uuid)"
        $connection.CallerId | Should -Match '^dt0s02\.[A-Z0-9]{8}$'
    }

    It 'says that it has met no live account' {
        Connect-DtAccount $account.Uuid -ClientSecret $account.ClientSecret @sandboxed -Verbose 4>&1 |
            Out-String | Should -Match 'no live account'
    }

    It 'serves Find-DtToken beside an environment' {
        $null = Connect-DtAccount $account.Uuid -ClientSecret $account.ClientSecret @sandboxed
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken
        $kinds = Find-DtToken -Environment $sandbox.Url, $account.Uuid | Group-Object -Property Kind -NoElement
        $kinds.Name | Sort-Object | Should -Be 'Classic', 'Platform'
        (Find-DtToken -Token $account.SampleToken).Name | Should -Be 'Workflow runner'
    }

    It 'takes no token of an environment' {
        { Connect-DtAccount $account.Uuid -ClientSecret $sandbox.AdminToken @sandboxed -ErrorAction Stop } |
            Should -Throw -ErrorId 'InvalidToken,*'
    }

    It 'wants an account' {
        { Connect-DtAccount abc12345 -ClientSecret $account.ClientSecret -ErrorAction Stop } |
            Should -Throw -ErrorId 'InvalidAccount,*'
    }

    It 'is refused by what knows no platform tokens' {
        $null = Connect-DtAccount $account.Uuid -ClientSecret $account.ClientSecret @sandboxed
        { Get-DtTokenActivity dt0s16.ABCDEFGH -Environment $account.Uuid -ErrorAction Stop } | Should -Throw -ErrorId 'NotForAccounts,*'
    }
}
