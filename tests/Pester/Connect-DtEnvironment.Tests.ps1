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

Describe 'A connection from a vault' {
    BeforeAll {
        # Vaults in memory, with the commands of SecretManagement.
        Import-Module "$PSScriptRoot/../TokenRotation.Module.Tests/Support/Modules/Microsoft.PowerShell.SecretManagement.psm1" -Force
        $null = Register-SecretVault -Name Ops
        $null = Register-SecretVault -Name Other -DefaultVault
        Set-Secret -Vault Ops -Name dt-manager -Secret $sandbox.AdminToken
        Set-Secret -Vault Other -Name dt-manager -Secret $sandbox.V1Token
    }

    It 'is made with the entry that is named' {
        (Connect-DtEnvironment $sandbox.Url -Vault Ops -SecretName dt-manager).ApiVersion | Should -Be 'V2'
    }

    It 'is made with the default vault where none is named' {
        (Connect-DtEnvironment $sandbox.Url -SecretName dt-manager -WarningAction SilentlyContinue).ApiVersion | Should -Be 'V1'
    }

    It 'takes an entry that holds the text, or a credential' {
        Set-Secret -Vault Ops -Name text -Secret ([System.Net.NetworkCredential]::new('', $sandbox.AdminToken).Password)
        Set-Secret -Vault Ops -Name credential -Secret ([pscredential]::new('Dynatrace', $sandbox.AdminToken))
        'text', 'credential' | ForEach-Object {
            (Connect-DtEnvironment $sandbox.Url -Vault Ops -SecretName $_).Connected | Should -BeTrue
        }
    }

    It 'says which entry is missing' {
        { Connect-DtEnvironment $sandbox.Url -Vault Ops -SecretName nowhere -ErrorAction Stop } |
            Should -Throw "*no entry 'nowhere'*" -ErrorId 'SecretStoreFailed,*'
    }

    It 'needs the name of an entry, and no other credential' {
        { Connect-DtEnvironment $sandbox.Url -Vault Ops -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterMissing,*'
        { Connect-DtEnvironment $sandbox.Url -SecretName dt-manager -ApiToken $sandbox.AdminToken -ErrorAction Stop } |
            Should -Throw -ErrorId 'ParametersContradict,*'
    }

    It 'wants a default vault, and says how one is made' {
        $null = Register-SecretVault -Name Other
        { Connect-DtEnvironment $sandbox.Url -SecretName dt-manager -ErrorAction Stop } | Should -Throw '*Set-SecretVaultDefault*'
    }
}

Describe 'A proxy' {
    It 'is signed in to with the account that is logged on, or with a name and a password' {
        $signed = @{ Proxy = 'http://proxy.example.com:3128'; ProxyUseDefaultCredentials = $true }
        (Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken @signed).Connected | Should -BeTrue
        (Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken -ProxyUseDefaultCredentials).Connected | Should -BeTrue
        $joe = [pscredential]::new('joe', $sandbox.AdminToken)
        { Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken @signed -ProxyCredential $joe -ErrorAction Stop } |
            Should -Throw -ErrorId 'ParametersContradict,*'
        { Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken -NoProxy -ProxyUseDefaultCredentials } |
            Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }
}

Describe 'An address' {
    It 'of a gateway keeps its path' {
        { Connect-DtEnvironment 'https://127.0.0.1:1/dynatrace/e/7f3c1c52' -ApiToken $sandbox.AdminToken -MaximumRetryCount 0 -ErrorAction Stop } |
            Should -Throw '*/dynatrace/e/7f3c1c52*' -ErrorId 'EnvironmentUnreachable,*'
    }

    It 'may be the ID alone' {
        $env:HTTPS_PROXY = 'http://127.0.0.1:1'
        try {
            { Connect-DtEnvironment abc12345 -ApiToken $sandbox.AdminToken -MaximumRetryCount 0 -ErrorAction Stop } |
                Should -Throw '*abc12345.live.dynatrace.com*'
        }
        finally {
            Remove-Item env:HTTPS_PROXY
        }
    }

    It 'of an example is told apart: <_>' -ForEach 'https://[id-environment].live.dynatrace.com', 'https://{your-environment-id}.live.dynatrace.com', '<environmentid>' {
        { Connect-DtEnvironment $_ -ApiToken $sandbox.AdminToken -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidEnvironmentUrl,*'
    }

    It 'that is not ASCII is shown in punycode' {
        $cyrillic = "https://127.0.0.1.dyn$([char] 0x0430)trace.example:1"
        { Connect-DtEnvironment $cyrillic -ApiToken $sandbox.AdminToken -MaximumRetryCount 0 -NoProxy -ErrorAction Stop } |
            Should -Throw '*xn--*'
    }
}
