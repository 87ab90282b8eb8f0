# The unattended script as a scheduler starts it: in a shell of its own, against a vault that is locked.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    Import-Module "$PSScriptRoot/../src/TokenRotation.Testing/TokenRotation.Testing.psd1"
    . "$PSScriptRoot/../tests/Pester/Support/Module.ps1"
    Import-Module "$PSScriptRoot/../tests/Pester/Support/Shell.psm1"

    # Vaults in a file, with the commands of SecretManagement.
    Import-Module "$PSScriptRoot/../tests/TokenRotation.Module.Tests/Support/Modules/Microsoft.PowerShell.SecretManagement.psm1" -Force
    Import-Module "$PSScriptRoot/../tests/Pester/Support/Account.psm1" -Force

    function Get-Public([securestring] $Token) {
        [System.Net.NetworkCredential]::new('', $Token).Password -replace '\.[^.]+$'
    }
}

Describe 'rotate-due.ps1, as a scheduler starts it' {
    BeforeEach {
        $sandbox = Start-Sandbox
        Step-SandboxClock $sandbox 20.00:00:00
        $account = New-Account -Folder (Join-Path $TestDrive ([guid]::NewGuid())) -ManagerToken $sandbox.AdminToken
        Set-Secret -Vault Ops -Name dynatrace-RW-config-token -Secret $sandbox.SampleToken
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken

        function Invoke-Night([string] $More = "-VaultKeyFile `"$($account.KeyFile)`"", [string] $Url = $sandbox.Url, [hashtable] $Environment = @{}) {
            $variables = $account.Environment.Clone()
            foreach ($key in $Environment.Keys) {
                $variables[$key] = $Environment[$key]
            }

            $script = Join-Path $PSScriptRoot 'rotate-due.ps1'
            $line = "-NoProfile -NonInteractive -File `"$script`" -Environment $Url -Vault Ops -Json $More"
            $run = Invoke-ShellCommandLine $line -Environment $variables
            # Warnings come before it.
            $summary = if ($run.Output -match '(?ms)^\{.*^\}') { $Matches[0] | ConvertFrom-Json }
            $run | Add-Member -NotePropertyName Summary -NotePropertyValue $summary -PassThru
        }
    }

    AfterEach {
        Stop-Sandbox $sandbox
    }

    It 'ends with 0 when all is well, and has stored the new secret' {
        $run = Invoke-Night

        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Summary.Rotated | Should -Be 1
        Test-DtToken -Token (Get-AccountSecret $account dynatrace-RW-config-token) | Should -BeTrue
    }

    It 'ends with 1 when <Case>' -ForEach @(
        @{ Case = 'the vault is locked'; More = '' ; Says = '*password*' }
        @{ Case = 'a duration is mistyped'; More = '-ExpiringWithin soon'; Says = '*ExpiringWithin*' }
        @{ Case = 'the time budget is mistyped'; More = '-TimeBudget much'; Says = '*TimeBudget*' }
        @{ Case = 'a parameter is mistyped'; More = '-Vualt Ops'; Says = '*Vualt*' }
        @{ Case = 'the script to run after it is missing'; More = '-After ./no-such-script.ps1'; Says = '*no-such-script*' }
    ) {
        $key = if ($More) { "-VaultKeyFile `"$($account.KeyFile)`"" }
        $run = Invoke-Night "$More $key"

        $run.ExitCode | Should -Be 1
        $run.Output + $run.Errors | Should -BeLike $Says
        @(Get-SandboxChange $sandbox).Count | Should -Be 0
    }

    It 'ends with 1 when the module <_> is missing' -ForEach 'TokenRotation', 'Microsoft.PowerShell.SecretManagement' {
        $modules = $account.Environment.PSModulePath.Split([System.IO.Path]::PathSeparator)[0]
        Remove-Item -Path (Join-Path $modules $_) -Recurse

        $run = Invoke-Night

        $run.ExitCode | Should -Be 1
        $run.Errors | Should -BeLike "*$_*"
    }

    It 'ends with 1 when there is no network' {
        $run = Invoke-Night -Url 'http://127.0.0.1:9'

        $run.ExitCode | Should -Be 1
        $run.Summary.Failed | Should -Be 1
    }

    It 'serves the environments that can be reached, and ends with 1 for the other' {
        $run = Invoke-Night -Url "http://127.0.0.1:9,$($sandbox.Url)"

        $run.ExitCode | Should -Be 1
        $run.Summary.Rotated | Should -Be 1
        $run.Summary.Failed | Should -Be 1
    }

    It 'ends with 1 when the managing token has expired' {
        $manager = New-DtToken 'short-lived' apiTokens.read, apiTokens.write -Lifetime 1d
        Set-Secret -Vault Ops -Name dynatrace-manager -Secret $manager.Token
        Step-SandboxClock $sandbox 1.00:01:00

        $run = Invoke-Night

        $run.ExitCode | Should -Be 1
        $run.Summary.Details | Should -BeLike '*expired*'
        $run.Summary.Rotated | Should -Be 0
    }

    It 'ends with 2 for a token that cannot be rotated, and rotates the others' {
        $null = New-DtToken 'mistaken' ReadConfig -Lifetime 2d
        Set-Secret -Vault Ops -Name dynatrace-mistaken -Secret $sandbox.AdminToken
        Step-SandboxClock $sandbox 1.12:00:00

        $run = Invoke-Night

        $run.ExitCode | Should -Be 2 -Because ($run.Output + $run.Errors)
        $run.Summary.NeedsAttention | Should -Be 1
        $run.Summary.Failed | Should -Be 0
        $run.Summary.Rotated | Should -Be 1
        "$($run.Summary.Details)" | Should -BeLike '*entry of this name holds*'
    }

    It 'leaves a personal access token that is due to its owner, and ends with 0' {
        $null = New-DtToken 'personal' metrics.read -Lifetime 2d -PersonalAccessToken
        Step-SandboxClock $sandbox 1.12:00:00
        $run = Invoke-Night

        $run.ExitCode | Should -Be 0
        $run.Summary.Rotated | Should -Be 1
    }

    It 'ends with 2 for a token that has no entry, and leaves it alone' {
        $other = New-DtToken 'kept elsewhere' ReadConfig -Lifetime 2d
        Step-SandboxClock $sandbox 1.12:00:00

        $run = Invoke-Night

        $run.ExitCode | Should -Be 2 -Because ($run.Output + $run.Errors)
        "$($run.Summary.Details)" | Should -BeLike "*$($other.Id)*"
        $run.Summary.Rotated | Should -Be 1
        (Find-DtToken 'kept elsewhere').Count | Should -Be 1
    }

    It 'takes names literally as well as with wildcards, and leaves others alone' {
        $odd = New-DtToken 'odd [1]' ReadConfig -Lifetime 2d
        Set-Secret -Vault Ops -Name dynatrace-odd--1- -Secret $odd.Token
        $null = New-DtToken 'even 2' ReadConfig -Lifetime 2d
        Step-SandboxClock $sandbox 1.12:00:00

        $run = Invoke-Night "-Name `"odd [1],RW*`" -VaultKeyFile `"$($account.KeyFile)`""

        $run.ExitCode | Should -Be 0
        $run.Summary.Rotated | Should -Be 2
        (Find-DtToken 'even*').Count | Should -Be 1
    }

    It 'runs a script after each new secret has arrived, and counts one that fails' {
        $after = Join-Path $TestDrive 'after.ps1'
        Set-Content -Path $after -Value 'param($Rotation) Write-Warning "restart $($Rotation.Name)"; throw "no such service"'

        $run = Invoke-Night "-After `"$after`" -VaultKeyFile `"$($account.KeyFile)`""

        $run.ExitCode | Should -Be 1
        "$($run.Summary.Details)" | Should -BeLike '*RW config token*no such service*'
        $run.Output + $run.Errors | Should -BeLike '*restart RW config token*'
    }

    It 'says with -Verify what is right, and changes nothing' {
        $run = Invoke-Night "-Verify -Name `"RW config token`" -VaultKeyFile `"$($account.KeyFile)`""

        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Errors)
        $run.Output | Should -BeLike '*Store*True*Entry*True*'
        @(Get-SandboxChange $sandbox).Count | Should -Be 0
    }

    It 'ends with 2 with -Verify where something is not right' {
        $null = New-DtToken 'without an entry' ReadConfig -Lifetime 90d

        (Invoke-Night "-Verify -VaultKeyFile `"$($account.KeyFile)`"").ExitCode | Should -Be 2
    }

    It 'revokes without an overlap where none is wanted' {
        $run = Invoke-Night "-Overlap 0d -VaultKeyFile `"$($account.KeyFile)`""

        $run.Summary.Revoked | Should -Be 1
        (Find-DtToken -Id (Get-Public $sandbox.SampleToken)).Enabled | Should -BeFalse
    }
}

# Where the shell of the docs is a file that a shell can start.
if ($PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows) {
    Describe 'The command lines of docs/unattended.md' {
        BeforeDiscovery {
            $page = Get-Content -Raw -Path (Join-Path $PSScriptRoot '../docs/unattended.md')
            $lines = [regex]::Matches($page, 'pwsh [^\n|]*rotate-due\.ps1 (?:[^\n|\\]|\\\n)*').Value -notlike '* ... *'
        }

        BeforeAll {
            $bin = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'bin')
            $null = Get-ShellProgram (Join-Path $bin 'pwsh')
            $sandbox = Start-Sandbox
            $account = New-Account -Folder (Join-Path $TestDrive 'account') -ManagerToken $sandbox.AdminToken
            Set-Secret -Vault Ops -Name dynatrace-RW-config-token -Secret $sandbox.SampleToken
        }

        AfterAll {
            Stop-Sandbox $sandbox
        }

        It 'are there for a shell, cron and systemd' -ForEach @{ Lines = $lines } {
            $Lines | Should -HaveCount 4
        }

        It 'run: <_>' -ForEach $lines {
            $line = $_ -replace '\S*rotate-due\.ps1', "'$(Join-Path $PSScriptRoot 'rotate-due.ps1')'" -replace 'https://\S+', $sandbox.Url `
                -replace '\S+/dt-vault\.xml|%d/vault', "'$($account.KeyFile)'"
            $variables = $account.Environment.Keys | ForEach-Object { "$_=$($account.Environment[$_])" }

            $said = & env "PATH=${bin}:$env:PATH" NO_COLOR=1 @variables sh -c $line 2>&1

            # Of the tokens of the sandbox one alone has an entry.
            $LASTEXITCODE | Should -Be $(if ($line -like '*-Verify*') { 2 } else { 0 }) -Because "$said"
        }
    }
}
