<#
.SYNOPSIS
    Registers a scheduled task of Windows that rotates what is due, every night, as a service account.
.DESCRIPTION
    The task runs rotate-due.ps1 without a profile and without prompts. Its result in the task scheduler is that script's exit
    code. Run this once, elevated. docs/unattended.md has the same for cron and systemd.

    The account needs the right to log on as a batch job, and its own copy of the vault: SecretManagement registers vaults for
    each account. A group managed service account (DOMAIN\name$) needs no password here.
.EXAMPLE
    ./samples/scheduled-task.ps1 -Account 'CONTOSO\dt-rotation$' -Url https://abc12345.live.dynatrace.com -Vault Ops
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # A group managed service account, whose name ends with a dollar sign.
    [Parameter(Mandatory, ParameterSetName = 'ManagedAccount')]
    [ValidatePattern('\$$')]
    [string] $Account,

    # Any other account, with its password, which Windows keeps.
    [Parameter(Mandatory, ParameterSetName = 'Credential')]
    [System.Management.Automation.Credential()]
    [pscredential] $Credential,

    [Parameter(Mandatory)]
    [string] $Url,

    [Parameter(Mandatory)]
    [string] $Vault,

    [string] $SecretName = 'dynatrace-{Name}',

    [datetime] $At = '02:30',

    [string] $TaskName = 'Rotate Dynatrace tokens',

    # pwsh.exe for PowerShell 7.
    [string] $Shell = 'powershell.exe',

    [string] $Script = (Join-Path -Path $PSScriptRoot -ChildPath 'rotate-due.ps1')
)

$ErrorActionPreference = 'Stop'

# A quotation mark ends an argument of -File, and nothing that these may hold needs one.
foreach ($value in $Url, $Vault, $SecretName, $Script) {
    if ($value.Contains('"')) {
        throw "No argument may hold a quotation mark: $value"
    }
}

$arguments = "-NoProfile -NonInteractive -ExecutionPolicy RemoteSigned -File `"$Script`" -Url `"$Url`" -Vault `"$Vault`" -SecretName `"$SecretName`""
$task = @{
    TaskName = $TaskName
    Action   = New-ScheduledTaskAction -Execute $Shell -Argument $arguments
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
