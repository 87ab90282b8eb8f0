# Runs the script that is its first argument, with the arguments after it, in a shell that has the module and a sandbox:
# $SandboxUrl, $SandboxToken (may read and write tokens), $SandboxSampleToken (a token to rotate), Step-SandboxClock.
# Its own parameters have no names: whatever comes is the script's.
$ErrorActionPreference = 'Stop'
$SandboxUrl = $env:SANDBOX_URL
$SandboxToken, $SandboxSampleToken = $env:SANDBOX_TOKEN, $env:SANDBOX_SAMPLE_TOKEN |
    ForEach-Object { [System.Net.NetworkCredential]::new('', $_).SecurePassword }
Import-Module -Name $env:SANDBOX_MODULE
Remove-Item -Path Env:SANDBOX_MODULE, Env:SANDBOX_URL, Env:SANDBOX_TOKEN, Env:SANDBOX_SAMPLE_TOKEN

function Step-SandboxClock {
    # Moves the sandbox's clock forward and returns its new time.
    param([Parameter(Mandatory, Position = 0)] [timespan] $Advance)
    $body = @{ advance = "$Advance" } | ConvertTo-Json
    (Invoke-RestMethod -Uri "$SandboxUrl/_sandbox/clock" -Method Post -ContentType 'application/json' -Body $body).now
}

$script, $arguments = $args
if ($null -eq $arguments) {
    $arguments = @()
}

$ErrorActionPreference = 'Continue'
& $script @arguments
if (-not $? -and -not $LASTEXITCODE) {
    exit 1
}

exit [int] $LASTEXITCODE
