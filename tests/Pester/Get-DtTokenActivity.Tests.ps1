BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Get-DtTokenActivity' {
    It 'names the missing scope' {
        $id = (Find-DtToken -Token $sandbox.SampleToken).Id
        { Get-DtTokenActivity $id -ErrorAction Stop } | Should -Throw -ErrorId 'MissingScope,*' -ExpectedMessage '*auditLogs.read*'
    }

    It 'tells who changed a token, and says that silence means nothing while the log is off' {
        $auditor = New-DtToken 'Pester auditor' apiTokens.read, apiTokens.write, auditLogs.read, settings.read
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $auditor.Token
        $id = (Find-DtToken -Token $sandbox.SampleToken).Id
        Get-DtTokenActivity $id -WarningVariable said -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$said" | Should -BeLike '*the audit log is off*never in it*'

        Set-SandboxAuditLog $sandbox $true
        Revoke-DtToken -Id $id
        $activity = Get-DtTokenActivity $id -WarningVariable said -WarningAction SilentlyContinue
        $activity.Action | Should -Be 'UPDATE'
        $activity.Kind | Should -Be 'DoneTo'
        $activity.User | Should -Be $auditor.Id
        $activity.Address | Should -Be '127.0.0.1'
        "$said" | Should -BeLike '*the audit log is on*'
    }
}
