<#
.SYNOPSIS
    Tells what came of an unattended run: to the event log of Windows, to syslog or journald, or to a webhook.
.DESCRIPTION
    Takes the summary of rotate-due.ps1 from the pipeline, as an object or, from a shell of its own, as JSON with whatever that shell
    has said before it; tells it, passes it on, and ends with the exit code that rotate-due.ps1 ends with. The summary holds no secret;
    a webhook's address may be one, so read it from a vault or the environment.

    What needs attention, and what failed, is told as an error; anything else as information. A run that has ended without a summary,
    for want of a module or by a mistyped argument, is an error as well.
.EXAMPLE
    ./samples/rotate-due.ps1 https://abc12345.live.dynatrace.com -Vault Ops -Json | ./samples/notify.ps1 -Syslog
.EXAMPLE
    pwsh -NonInteractive -File ./samples/rotate-due.ps1 https://abc12345.live.dynatrace.com -Vault Ops -Json |
        pwsh -NonInteractive -File ./samples/notify.ps1 -Webhook https://hooks.example.com/dt
#>
[CmdletBinding(DefaultParameterSetName = 'Syslog')]
[OutputType([string])]
param(
    [Parameter(ValueFromPipeline)]
    [AllowEmptyString()]
    [AllowNull()]
    [object] $Summary,

    # By the command logger: syslog, and journald where systemd is.
    [Parameter(ParameterSetName = 'Syslog')]
    [switch] $Syslog,

    # By eventcreate.exe, which makes the source at the first time; that needs an administrator.
    [Parameter(Mandatory, ParameterSetName = 'EventLog')]
    [switch] $EventLog,

    # An address that takes JSON by POST.
    [Parameter(Mandatory, ParameterSetName = 'Webhook')]
    [uri] $Webhook
)

begin {
    $ErrorActionPreference = 'Stop'
    $lines = [System.Collections.Generic.List[string]]::new()
}

process {
    if ($PSBoundParameters.ContainsKey('Summary')) {
        $lines.Add("$(if ($Summary -is [string]) { $Summary } else { $Summary | ConvertTo-Json -Depth 3 })")
    }
    elseif ([Console]::IsInputRedirected) {
        # A shell that is started with -File leaves to the script what is piped in.
        $lines.Add([Console]::In.ReadToEnd())
    }
}

end {
    $json = if ($lines -join "`n" -match '(?ms)^\{.*\}') { $Matches[0] }
    else {
        [pscustomobject]@{ NeedsAttention = 0; Failed = 1; Details = @('The run has ended without a summary: its log says why.') } |
            ConvertTo-Json -Depth 3
    }

    $told = $json | ConvertFrom-Json
    $isBad = $told.NeedsAttention -gt 0 -or $told.Failed -gt 0
    $compact = $told | ConvertTo-Json -Depth 3 -Compress
    switch ($PSCmdlet.ParameterSetName) {
        'EventLog' {
            $kind = if ($isBad) { 'ERROR' } else { 'INFORMATION' }
            # A command line of Windows holds less than the text of an event.
            $text = $compact.Substring(0, [Math]::Min($compact.Length, 8000)).Replace('"', "'")
            $said = eventcreate.exe /L APPLICATION /SO 'Dynatrace token rotation' /ID 1 /T $kind /D $text 2>&1
        }
        'Webhook' {
            $null = Invoke-RestMethod -Uri $Webhook -Method Post -ContentType 'application/json' -Body $compact
        }
        default {
            $said = $compact | logger --tag dynatrace-token-rotation --priority "user.$(if ($isBad) { 'err' } else { 'info' })" 2>&1
        }
    }

    if ($PSCmdlet.ParameterSetName -ne 'Webhook' -and $LASTEXITCODE -ne 0) {
        throw "The summary was not told: $said"
    }

    $json
    exit $(if ($told.NeedsAttention) { 2 } elseif ($told.Failed) { 1 } else { 0 })
}
