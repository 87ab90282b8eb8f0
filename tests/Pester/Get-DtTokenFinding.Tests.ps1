BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Get-DtTokenFinding' {
    It 'says what is wrong with a token and what to do, and changes nothing' {
        $token = New-DtToken 'Pester finding' ReadConfig -Lifetime 2d
        $before = @(Get-SandboxChange $sandbox).Count

        $finding = Get-DtTokenFinding | Where-Object { $_.Id -eq $token.Id -and $_.Kind -eq 'ExpiringSoon' }

        $finding.Severity | Should -Be 'High'
        $finding.Command | Should -BeLike "Invoke-DtTokenRotation -Id $($token.Id) -Environment *"
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
    }

    It 'names the help topic of an incident where a leak would do most harm' {
        $finding = Get-DtTokenFinding | Where-Object Kind -EQ 'ManagesTokens' | Select-Object -First 1

        Get-Help $finding.Help | Out-String | Should -BeLike '*secret has leaked*'
    }
}
