# The notices as a scheduler starts them: in a shell of their own, which gets what the shell of the run has written.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    Import-Module "$PSScriptRoot/../src/TokenRotation.Testing/TokenRotation.Testing.psd1"
    . "$PSScriptRoot/../tests/Pester/Support/Module.ps1"
    Import-Module "$PSScriptRoot/../tests/Pester/Support/Shell.psm1"
    Import-Module "$PSScriptRoot/../tests/TokenRotation.Module.Tests/Support/Modules/Microsoft.PowerShell.SecretManagement.psm1" -Force
    Import-Module "$PSScriptRoot/../tests/Pester/Support/Account.psm1" -Force

    function Start-Receiver {
        # Takes one request on a free port; the job gives its body.
        do {
            $receiver = [System.Net.HttpListener]::new()
            $address = "http://127.0.0.1:$(Get-Random -Minimum 20000 -Maximum 60000)/"
            $receiver.Prefixes.Add($address)
            $taken = try { $receiver.Start(); $false } catch { $true }
        } while ($taken)
        $job = Start-ThreadJob {
            $context = ($using:receiver).GetContext()
            [System.IO.StreamReader]::new($context.Request.InputStream).ReadToEnd()
            $context.Response.Close()
            ($using:receiver).Stop()
        }
        [pscustomobject]@{ Address = $address; Job = $job }
    }

    function Invoke-Notice([string] $InputText, [string] $More, [hashtable] $Environment = @{}) {
        $line = "-NoProfile -NonInteractive -File `"$(Join-Path $PSScriptRoot 'notify.ps1')`" $More"
        Invoke-ShellCommandLine $line -InputText $InputText -Environment $Environment
    }

    $onUnix = $PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows
    $well = @{ Rotated = 1; NeedsAttention = 0; Failed = 0; Details = @() } | ConvertTo-Json
}

Describe 'notify.ps1, as a scheduler starts it' {
    It 'tells a webhook what a run has come to that could reach nothing' {
        $sandbox = Start-Sandbox
        $account = New-Account -Folder (Join-Path $TestDrive 'account') -ManagerToken $sandbox.AdminToken
        Stop-Sandbox $sandbox
        $line = "-NoProfile -NonInteractive -File `"$(Join-Path $PSScriptRoot 'rotate-due.ps1')`" $($sandbox.Url) -Vault Ops -Json " +
            "-VaultKeyFile `"$($account.KeyFile)`""
        $run = Invoke-ShellCommandLine $line -Environment $account.Environment
        $receiver = Start-Receiver

        $notice = Invoke-Notice $run.Output "-Webhook $($receiver.Address)"

        $notice.ExitCode | Should -Be 1 -Because $notice.Errors
        $told = $receiver.Job | Receive-Job -Wait -AutoRemoveJob | ConvertFrom-Json
        $told.Failed | Should -Be 1
        $told.Environment | Should -Be $sandbox.Url
    }

    It 'finds the summary after what the shell has warned of, and ends with its exit code' {
        $receiver = Start-Receiver
        $bad = @{ NeedsAttention = 1; Failed = 0; Details = @('look {here}') } | ConvertTo-Json

        $notice = Invoke-Notice "WARNING: {odd}`n$bad`n" "-Webhook $($receiver.Address)"

        $notice.ExitCode | Should -Be 2 -Because $notice.Errors
        ($receiver.Job | Receive-Job -Wait -AutoRemoveJob | ConvertFrom-Json).Details | Should -Be 'look {here}'
    }

    It 'tells of a run that has written no summary, and ends with 1' {
        $receiver = Start-Receiver

        $notice = Invoke-Notice '' "-Webhook $($receiver.Address)"

        $notice.ExitCode | Should -Be 1 -Because $notice.Errors
        ($receiver.Job | Receive-Job -Wait -AutoRemoveJob | ConvertFrom-Json).Details | Should -BeLike '*without a summary*'
    }

    It 'ends with 1 where nobody takes what it tells' {
        $notice = Invoke-Notice $well '-Webhook http://127.0.0.1:9/'

        $notice.ExitCode | Should -Be 1
        $notice.Errors | Should -Not -BeNullOrEmpty
    }

    # The programs of other systems are stood in for in notify.Tests.ps1.
    if ($PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows) {
        It 'gives syslog one line, of the priority of what has happened' {
            $programs = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'bin')
            Set-Content -Path "$programs/logger" -Value "#!/bin/sh`n{ echo `"`$@`"; cat; } > `"$TestDrive/said`""
            $null = & chmod +x "$programs/logger"

            $notice = Invoke-Notice $well '-Syslog' -Environment @{ PATH = "$programs$([System.IO.Path]::PathSeparator)$env:PATH" }

            $notice.ExitCode | Should -Be 0 -Because $notice.Errors
            $said = @(Get-Content -Path "$TestDrive/said")
            $said[0] | Should -Be '--tag dynatrace-token-rotation --priority user.info'
            ($said[1] | ConvertFrom-Json).Rotated | Should -Be 1
            $said.Count | Should -Be 2
        }
    }
}
