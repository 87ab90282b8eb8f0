BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Connect-DtEnvironment' {
    It 'says who is calling' {
        $environment = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken
        $environment.CallerId | Should -Match '^dt0c01\.[A-Z0-9]{24}$'
        $environment.ApiVersion | Should -Be 'V2'
    }

    It 'speaks API v1 for a token that can do no more' {
        (Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.V1Token -WarningAction Ignore).ApiVersion | Should -Be 'V1'
    }

    It 'explains a token that does not authenticate' {
        $wrong = [System.Net.NetworkCredential]::new('', 'dt0c01.' + 'A' * 24 + '.' + 'B' * 64).SecurePassword
        { Connect-DtEnvironment $sandbox.Url -ApiToken $wrong -ErrorAction Stop } | Should -Throw -ErrorId 'Unauthorized,*'
    }
}
