BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Disconnect-DtEnvironment' {
    It 'forgets the connection' {
        Get-DtEnvironment | Disconnect-DtEnvironment
        Get-DtEnvironment | Should -BeNullOrEmpty
        { Find-DtToken -ErrorAction Stop } | Should -Throw -ErrorId 'NotConnected,*'
    }
}
