# The command line that the task would run, run: against a vault that is locked until it is given its password.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The real ones have them.')]
param()

BeforeAll {
    Import-Module "$PSScriptRoot/../src/TokenRotation.Testing/TokenRotation.Testing.psd1"
    . "$PSScriptRoot/../tests/Pester/Support/Module.ps1"
    Import-Module "$PSScriptRoot/../tests/Pester/Support/Shell.psm1"
    Import-Module "$PSScriptRoot/../tests/TokenRotation.Module.Tests/Support/Modules/Microsoft.PowerShell.SecretManagement.psm1" -Force
    Import-Module "$PSScriptRoot/../tests/Pester/Support/Account.psm1" -Force

    # The task scheduler is Windows' own.
    function New-ScheduledTaskAction { param($Execute, $Argument) }
    function New-ScheduledTaskTrigger { param([switch] $Daily, $At, $RandomDelay) }
    function New-ScheduledTaskSettingsSet { param([switch] $StartWhenAvailable, $MultipleInstances, $ExecutionTimeLimit) }
    function New-ScheduledTaskPrincipal { param($UserId, $LogonType) }
    function Register-ScheduledTask { param($TaskName, $Action, $Trigger, $Settings, $Principal, $User, $Password, [switch] $Force) }
    Mock New-ScheduledTaskAction { [pscustomobject] @{ Execute = $Execute; Argument = $Argument } }
    Mock New-ScheduledTaskTrigger
    Mock New-ScheduledTaskSettingsSet
    Mock New-ScheduledTaskPrincipal
    Mock Register-ScheduledTask { $Action }

    $sandbox = Start-Sandbox
    Step-SandboxClock $sandbox 20.00:00:00
    $account = New-Account -Folder (Join-Path $TestDrive 'the account') -ManagerToken $sandbox.AdminToken -ManagerSecret manager
    Set-Secret -Vault Ops -Name dynatrace-RW-config-token -Secret $sandbox.SampleToken
}

AfterAll {
    Stop-Sandbox $sandbox
}

Describe 'scheduled-task.ps1' {
    It 'registers a command line that opens the locked vault and rotates what is due' {
        $task = & "$PSScriptRoot/scheduled-task.ps1" -Account 'CONTOSO\dt$' -Environment $sandbox.Url -Vault Ops -ManagerSecret manager `
            -VaultKeyFile $account.KeyFile -Name 'RW config token', 'another one' -ExpiringWithin 14d -Overlap 2d -RequireUse -TimeBudget 1h
        $run = Invoke-ShellCommandLine $task.Argument -Environment $account.Environment

        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Errors)
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken
        Test-DtToken -Token (Get-AccountSecret $account dynatrace-RW-config-token) -Scope ReadConfig | Should -BeTrue
    }

    It 'registers one that ends with 1 where the vault stays locked' {
        $task = & "$PSScriptRoot/scheduled-task.ps1" -Account 'CONTOSO\dt$' -Environment $sandbox.Url -Vault Ops -ManagerSecret manager
        $run = Invoke-ShellCommandLine $task.Argument -Environment $account.Environment

        $run.ExitCode | Should -Be 1
        $run.Output + $run.Errors | Should -BeLike '*password*'
    }

    It 'runs that command line with -Verify, and registers nothing' {
        $shell = Get-ShellProgram (Join-Path $TestDrive 'shell')
        $more = @{ Vault = 'Ops'; ManagerSecret = 'manager'; VaultKeyFile = $account.KeyFile; Shell = $shell }
        $script = "& '$PSScriptRoot/scheduled-task.ps1' -Account 'a$' -Environment $($sandbox.Url) -Verify " +
            ($more.Keys | ForEach-Object { "-$_ '$($more[$_])'" }) + '; exit $LASTEXITCODE'
        $line = "-NoProfile -NonInteractive -Command `"$script`""
        $before = @(Get-SandboxChange $sandbox).Count

        $right = Invoke-ShellCommandLine $line -Environment $account.Environment
        $wrong = Invoke-ShellCommandLine $line.Replace('Ops', 'None') -Environment $account.Environment

        $right.Output | Should -BeLike '*Connection*True*Store*True*' -Because $right.Errors
        $right.ExitCode | Should -BeIn 0, 2
        $wrong.ExitCode | Should -Be 1
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
        Should -Not -Invoke Register-ScheduledTask
    }

    It 'knows every parameter of the script that it starts' {
        $own = (Get-Command "$PSScriptRoot/scheduled-task.ps1").Parameters.Keys
        $wanted = (Get-Command "$PSScriptRoot/rotate-due.ps1").Parameters.Keys | Where-Object { $_ -ne 'Json' }

        $wanted | Where-Object { $_ -notin $own } | Should -BeNullOrEmpty
    }

    It 'runs PowerShell 7 unless told otherwise' {
        $task = & "$PSScriptRoot/scheduled-task.ps1" -Account 'a$' -Environment $sandbox.Url -Vault Ops

        $task.Execute | Should -Be 'pwsh.exe'
    }

    It 'keeps an argument that ends with a backslash in its quotation marks' {
        $task = & "$PSScriptRoot/scheduled-task.ps1" -Account 'a$' -Environment $sandbox.Url -Vault 'C:\vault\'

        $task.Argument | Should -BeLike '*-Vault "C:\vault\\"*'
    }
}
