# What the author of a runbook relies on, in the shell that runbooks run in.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"

    # Vaults in memory, with the commands of SecretManagement.
    Import-Module "$PSScriptRoot/../TokenRotation.Module.Tests/Support/Modules/Microsoft.PowerShell.SecretManagement.psm1" -Force
    $null = Register-SecretVault -Name Ops

    function Add-KeptToken {
        # A token whose secret is in the vault under the token's name.
        param([string] $Name)
        $token = New-DtToken $Name ReadConfig -Lifetime 30d
        Set-Secret -Vault Ops -Name $Name -Secret $token.Token
        $token
    }

    function Get-Kept {
        param([string] $Name)
        Find-DtToken -Token (Get-Secret -Vault Ops -Name $Name)
    }

    function ConvertTo-Text {
        param([securestring] $Secret)
        [System.Net.NetworkCredential]::new('', $Secret).Password
    }
}

AfterAll { Stop-Sandbox $sandbox }

Describe 'A rotation into a vault' {
    It 'leaves a new working secret in the entry, and none in the pipeline' {
        $old = Add-KeptToken 'kept'
        $state = Invoke-DtTokenRotation -Overlap 0d $old.Id -Vault Ops -SecretName kept -Confirm:$false

        $state.Id | Should -Be $old.Id
        $state.PSObject.Properties.Name | Should -Not -Contain 'Token'
        (Get-Kept 'kept').Id | Should -Not -Be $old.Id
    }

    It 'stops at -WhatIf, for the vault too' {
        $old = Add-KeptToken 'what-if'
        $before = @(Get-SandboxChange $sandbox).Count
        Invoke-DtTokenRotation $old.Id -Vault Ops -SecretName what-if -WhatIf

        @(Get-SandboxChange $sandbox).Count | Should -Be $before
        (Get-Kept 'what-if').Id | Should -Be $old.Id
    }

    It 'fails with -ErrorAction Stop while the vault does, and the old token works on' {
        $old = Add-KeptToken 'failing'
        $null = Register-SecretVault -Name Ops -Failing Set-Secret
        try {
            { Invoke-DtTokenRotation -Overlap 0d $old.Id -Vault Ops -SecretName failing -Confirm:$false -ErrorAction Stop } | Should -Throw
        }
        finally {
            $null = Register-SecretVault -Name Ops
        }

        Test-DtToken -Token $old.Token | Should -BeTrue
    }
}

Describe 'A consumer' {
    It 'that throws leaves the old token as it is' {
        $old = New-DtToken 'nowhere to go' ReadConfig
        {
            Invoke-DtTokenRotation $old.Id -Confirm:$false -WarningAction Ignore |
                ForEach-Object { throw 'No room.' }
        } | Should -Throw 'No room.'

        Test-DtToken -Token $old.Token | Should -BeTrue
    }
}

Describe 'A spec file' {
    It 'makes the token that it describes' {
        Set-Content TestDrive:/token.json '{ "name": "From a spec", "scopes": ["ReadConfig"], "expirationDate": "now+14d" }'
        $new = New-DtToken -Path TestDrive:/token.json

        Test-DtToken -Token $new.Token -Scope ReadConfig | Should -BeTrue
    }
}

Describe 'A series of tokens' {
    It 'goes on to the next token after one that is unknown' {
        $known = New-DtToken 'known' ReadConfig
        $found = Find-DtToken -Id ('dt0c01.' + 'A' * 24), $known.Id -ErrorAction SilentlyContinue -ErrorVariable problems

        $found.Id | Should -Be $known.Id
        $problems.Count | Should -Be 1
    }

    It 'ends at the first failure with -ErrorAction Stop' {
        { Find-DtToken -Id ('dt0c01.' + 'A' * 24) -ErrorAction Stop } | Should -Throw -ErrorId 'TokenNotFound,*'
    }

    It 'brings a revoked token back' {
        $token = New-DtToken 'back again' ReadConfig
        $token | Revoke-DtToken
        Test-DtToken -Token $token.Token | Should -BeFalse
        Find-DtToken -Id $token.Id | Restore-DtToken

        Test-DtToken -Token $token.Token | Should -BeTrue
    }

    It 'takes what comes back from a file of Export-Clixml, which holds no secret in the clear' {
        $token = New-DtToken 'written down' ReadConfig
        $file = Join-Path $TestDrive 'token.clixml'
        Find-DtToken -Id $token.Id | Export-Clixml -Path $file
        Import-Clixml -Path $file | Revoke-DtToken

        (Find-DtToken -Id $token.Id).Enabled | Should -BeFalse
        Get-Content -Path $file -Raw | Should -Not -BeLike "*$((ConvertTo-Text $token.Token).Split('.')[-1])*"
    }
}

Describe 'A connection that was written down' {
    It 'names its environment, and connects nobody' {
        $file = Join-Path $TestDrive 'environment.clixml'
        Get-DtEnvironment | Export-Clixml -Path $file
        $read = Import-Clixml -Path $file

        (Find-DtToken -Token $sandbox.SampleToken -Environment $read).Name | Should -Be 'RW config token'
        Get-Content -Path $file -Raw | Should -Not -BeLike "*$((ConvertTo-Text $sandbox.AdminToken).Split('.')[-1])*"
    }
}

Describe 'A tenant that speaks API v1 alone' {
    It 'is rotated into a vault as well' {
        $old = Add-KeptToken 'first-generation'
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.V1Token -WarningAction Ignore
        try {
            $null = Invoke-DtTokenRotation -Overlap 0d $old.Id -Vault Ops -SecretName first-generation -Confirm:$false
        }
        finally {
            $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken
        }

        (Get-Kept 'first-generation').Id | Should -Not -Be $old.Id
    }
}

Describe 'Threads' {
    It 'looks tokens up in ForEach-Object -Parallel, over connections of its own' {
        $ids = 1..4 | ForEach-Object { (New-DtToken "parallel $_" ReadConfig).Id }
        $found = $ids | ForEach-Object -ThrottleLimit 2 -Parallel {
            Import-Module $using:manifest
            $environment = Connect-DtEnvironment ($using:sandbox).Url -ApiToken ($using:sandbox).AdminToken
            Find-DtToken -Id $_ -Environment $environment
        }

        $found.Id | Sort-Object | Should -Be ($ids | Sort-Object)
    }

    It 'works in a thread job' {
        $job = Start-ThreadJob -ScriptBlock {
            Import-Module $using:manifest
            $null = Connect-DtEnvironment ($using:sandbox).Url -ApiToken ($using:sandbox).AdminToken
            (New-DtToken 'from a job' ReadConfig).Id
        }

        (Find-DtToken -Id ($job | Receive-Job -Wait -AutoRemoveJob)).Name | Should -Be 'from a job'
    }
}

Describe 'A transcript' {
    It 'holds what was done and no secret' {
        $old = Add-KeptToken 'noted'
        $file = Join-Path $TestDrive 'transcript.txt'
        $null = Start-Transcript -Path $file
        try {
            Invoke-DtTokenRotation -Overlap 0d $old.Id -Vault Ops -SecretName noted -Confirm:$false -Verbose | Out-Default
            New-DtToken 'noted too' ReadConfig | Out-Default
        }
        finally {
            $null = Stop-Transcript
        }

        $text = Get-Content -Path $file -Raw
        $text | Should -BeLike "*$($old.Id)*"
        $text | Should -Not -Match 'dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}'
        $text | Should -Not -BeLike "*$((ConvertTo-Text (Get-Secret -Vault Ops -Name noted)).Split('.')[-1])*"
    }
}
