# What a session sees that has no screen, or is not the one that has connected.
BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    Import-Module "$PSScriptRoot/Support/Shell.psm1"
    $coordinates = @{
        DT_TEST_MANIFEST = $manifest; DT_TEST_URL = $sandbox.Url
        DT_TEST_TOKEN    = [System.Net.NetworkCredential]::new('', $sandbox.AdminToken).Password
    }
}
AfterAll { Stop-Sandbox $sandbox }

Describe 'A session without a screen' {
    It 'shows no prompt where a token is missing' {
        $text = Invoke-Shell -Environment $coordinates {
            Import-Module $env:DT_TEST_MANIFEST
            Connect-DtEnvironment $env:DT_TEST_URL -ErrorAction SilentlyContinue -ErrorVariable failure
            $failure.FullyQualifiedErrorId
        }
        $text.Trim() | Should -Be 'CredentialMissing,TokenRotation.Cmdlets.ConnectDtEnvironmentCommand'
    }
}

Describe 'A job' {
    It 'is told to connect by itself' {
        $text = Invoke-Shell -Environment $coordinates {
            Import-Module $env:DT_TEST_MANIFEST
            $token = [System.Net.NetworkCredential]::new('', $env:DT_TEST_TOKEN).SecurePassword
            $connection = Connect-DtEnvironment $env:DT_TEST_URL -ApiToken $token
            $job = Start-Job {
                Import-Module $env:DT_TEST_MANIFEST
                Find-DtToken -Environment $using:connection -ErrorAction SilentlyContinue -ErrorVariable failure
                "$($failure.FullyQualifiedErrorId) $($failure.ErrorDetails.RecommendedAction)"
            }
            $job | Receive-Job -Wait -AutoRemoveJob
        }
        $text | Should -Match 'EnvironmentNotConnected,.*-ApiToken \$using:token'
    }
}
