<#
.SYNOPSIS
    Registers a scheduled task of Windows that rotates what is due, every night, as a service account.
.DESCRIPTION
    The task runs rotate-due.ps1 without a profile and without prompts, in PowerShell 7 unless -Shell says otherwise. Its result in
    the task scheduler is that script's exit code. Run this once, elevated. docs/unattended.md has the same for cron and systemd.

    The account needs the right to log on as a batch job, and its own copy of the vault: SecretManagement registers vaults for
    each account. A group managed service account (DOMAIN\name$) needs no password here.

    -Verify registers nothing: it starts the same command line here and now with rotate-due.ps1's -Verify, and ends with its exit code.
    Run it as the account of the task, whose vault is asked.
.EXAMPLE
    ./samples/scheduled-task.ps1 -Account 'CONTOSO\dt-rotation$' -Environment https://abc12345.live.dynatrace.com -Vault Ops `
        -VaultKeyFile 'C:\ProgramData\dt-rotation\vault.xml'
#>
[CmdletBinding(SupportsShouldProcess)]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'They are passed on by name.')]
param(
    # A group managed service account, whose name ends with a dollar sign.
    [Parameter(Mandatory, ParameterSetName = 'ManagedAccount')]
    [ValidatePattern('\$$')]
    [string] $Account,

    # Any other account, with its password, which Windows keeps.
    [Parameter(Mandatory, ParameterSetName = 'Credential')]
    [System.Management.Automation.Credential()]
    [pscredential] $Credential,

    # What rotate-due.ps1 is given; it explains each of these.
    [Parameter(Mandatory)]
    [Alias('Url')]
    [string[]] $Environment,

    [Parameter(Mandatory)]
    [string] $Vault,

    [string] $SecretName = 'dynatrace-{Name}',

    [string] $ManagerSecret,

    [string[]] $Name,

    [string] $ExpiringWithin,

    [string] $Overlap,

    [switch] $RequireUse,

    [string] $After,

    [string] $TimeBudget,

    [string] $VaultKeyFile,

    [datetime] $At = '02:30',

    [string] $TaskName = 'Rotate Dynatrace tokens',

    # powershell.exe for Windows PowerShell 5.1.
    [string] $Shell = 'pwsh.exe',

    [string] $Script = (Join-Path -Path $PSScriptRoot -ChildPath 'rotate-due.ps1'),

    # Only says whether a run would work: a table of what is right, and what to do.
    [switch] $Verify
)

$ErrorActionPreference = 'Stop'

function Get-Quoted([string] $Value) {
    # A quotation mark ends an argument, and nothing that these may hold needs one. A backslash before one would take its meaning.
    if ($Value.Contains('"')) {
        throw "No argument may hold a quotation mark: $Value"
    }

    '"{0}"' -f ($Value -replace '(\\+)$', '$1$1')
}

# The task starts in a folder of its own.
foreach ($file in 'VaultKeyFile', 'After') {
    if ($PSBoundParameters.ContainsKey($file)) {
        $PSBoundParameters[$file] = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($PSBoundParameters[$file])
    }
}

$arguments = @('-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'RemoteSigned', '-File', (Get-Quoted $Script))
$arguments += '-SecretName', (Get-Quoted $SecretName)
foreach ($parameter in 'Environment', 'Vault', 'ManagerSecret', 'Name', 'ExpiringWithin', 'Overlap', 'After', 'TimeBudget', 'VaultKeyFile') {
    if ($PSBoundParameters.ContainsKey($parameter)) {
        $arguments += "-$parameter", (Get-Quoted ($PSBoundParameters[$parameter] -join ','))
    }
}

if ($RequireUse) {
    $arguments += '-RequireUse'
}

if ($Verify) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($Shell, "$arguments -Verify")
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $run = [System.Diagnostics.Process]::Start($start)
    $run.StandardOutput.ReadToEnd()
    $run.WaitForExit()
    exit $run.ExitCode
}

$task = @{
    TaskName = $TaskName
    Action   = New-ScheduledTaskAction -Execute $Shell -Argument "$arguments"
    Trigger  = New-ScheduledTaskTrigger -Daily -At $At -RandomDelay (New-TimeSpan -Minutes 30)
    Settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Hours 5)
}

if ($PSCmdlet.ShouldProcess($TaskName, 'Register scheduled task')) {
    if ($Credential) {
        Register-ScheduledTask @task -User $Credential.UserName -Password $Credential.GetNetworkCredential().Password -Force
    }
    else {
        Register-ScheduledTask @task -Principal (New-ScheduledTaskPrincipal -UserId $Account -LogonType Password) -Force
    }
}
