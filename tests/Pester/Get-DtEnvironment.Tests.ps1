BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Get-DtEnvironment' {
    It 'lists what is connected' {
        (Get-DtEnvironment).Environment | Should -Contain $sandbox.Url.TrimEnd('/')
    }
}
