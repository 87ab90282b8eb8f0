BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Test-DtToken' {
    It 'tells whether a token works and what it may do' {
        Test-DtToken -Token $sandbox.SampleToken | Should -BeTrue
        Test-DtToken -Token $sandbox.SampleToken -Scope WriteConfig | Should -BeTrue
        Test-DtToken -Token $sandbox.SampleToken -Scope metrics.read | Should -BeFalse
    }

    It 'does not take trouble on the way for an answer' {
        Get-DtEnvironment | Disconnect-DtEnvironment
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken -MaximumRetryCount 0
        Add-SandboxFault $sandbox @{ path = 'lookup'; effect = 'status'; status = 503 }
        { Test-DtToken -Token $sandbox.SampleToken -ErrorAction Stop } | Should -Throw -ErrorId 'ServerFailed,*'
        Clear-SandboxFault $sandbox
    }
}
