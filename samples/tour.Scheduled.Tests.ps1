# The scripts that show what the module does and find out how an environment behaves: each in a shell of its own, to its end.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    Import-Module "$PSScriptRoot/../src/TokenRotation.Testing/TokenRotation.Testing.psd1"
    . "$PSScriptRoot/../tests/Pester/Support/Module.ps1"
    Import-Module "$PSScriptRoot/../tests/Pester/Support/Shell.psm1"

    function Get-Text([securestring] $Secret) {
        [System.Net.NetworkCredential]::new('', $Secret).Password
    }

    function Invoke-Quickstart([string] $Script, [securestring] $OldToken = $sandbox.SampleToken) {
        # As samples/Quickstart starts them.
        $prelude = Join-Path $PSScriptRoot 'Quickstart/Prelude.ps1'
        Invoke-ShellCommandLine "-NoLogo -NoProfile -NonInteractive -File `"$prelude`" `"$(Join-Path $PSScriptRoot $Script)`"" -Environment @{
            SANDBOX_MODULE       = $manifest
            SANDBOX_URL          = $sandbox.Url
            SANDBOX_TOKEN        = Get-Text $sandbox.AdminToken
            SANDBOX_SAMPLE_TOKEN = Get-Text $OldToken
        }
    }

    function Get-Found([scriptblock] $Condition) {
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken
        Find-DtToken | Where-Object $Condition
    }
}

Describe '<_>' -ForEach 'tour.ps1', 'rotate.ps1' {
    BeforeEach {
        $sandbox = Start-Sandbox
    }

    AfterEach {
        Stop-Sandbox $sandbox
    }

    It 'comes to its end, leaves one token of the name, and shows no secret' {
        $run = Invoke-Quickstart $_

        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Errors)
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -BeLike '*Done: the old token is gone, the new one works.*'
        $run.Output | Should -Not -Match 'dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}'
        @(Get-Found { $_.BaseName -eq 'RW config token' }).Count | Should -Be 1
    }

    It 'ends with another exit code than 0 where the old token is none' {
        $none = [System.Net.NetworkCredential]::new('', 'no token').SecurePassword

        (Invoke-Quickstart $_ -OldToken $none).ExitCode | Should -Not -Be 0
    }
}

Describe 'try-live.ps1' {
    BeforeEach {
        $sandbox = Start-Sandbox
        $given = @{
            DT_TEST_SCRIPT = Join-Path $PSScriptRoot 'try-live.ps1'
            DT_TEST_URL    = $sandbox.Url
            DT_TEST_TOKEN  = Get-Text $sandbox.AdminToken
        }
    }

    AfterEach {
        Stop-Sandbox $sandbox
    }

    It 'says what it has found, shows no secret, and leaves nothing' {
        $said = Invoke-Shell -Environment $given {
            $token = [System.Net.NetworkCredential]::new('', $env:DT_TEST_TOKEN).SecurePassword
            & $env:DT_TEST_SCRIPT $env:DT_TEST_URL -ApiToken $token -Patience 2 -Confirm:$false
        }

        $said | Should -BeLike '*otherwise than assumed: nothing*----- end -----*'
        $said | Should -Not -Match 'dt0c01'
        @(Get-Found { $_.Name -like 'try-live*' }).Count | Should -Be 0
    }

    It 'makes nothing where nobody can be asked' {
        $said = Invoke-Shell -Environment $given {
            $token = [System.Net.NetworkCredential]::new('', $env:DT_TEST_TOKEN).SecurePassword
            & $env:DT_TEST_SCRIPT $env:DT_TEST_URL -ApiToken $token
        }

        $said | Should -Not -BeLike '*please send*'
        @(Get-SandboxChange $sandbox).Count | Should -Be 0
    }
}
