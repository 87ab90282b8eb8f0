[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidOverwritingBuiltInCmdlets', '', Justification = 'The bare engine lacks them.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Start-Sleep changes nothing.')]
param()

# Runs before the script in the quickstart's shell: the module, the sandbox's clock, and plain stand-ins for the few everyday
# commands that the bare PowerShell engine lacks (they live in PowerShell's own modules, which a full shell brings).

Import-Module $TokenRotationManifest

function Step-SandboxClock {
    # Moves the sandbox's clock forward and returns its new time.
    param([Parameter(Mandatory, Position = 0)] [timespan] $Advance)
    $client = [System.Net.Http.HttpClient]::new()
    try {
        $body = [System.Net.Http.StringContent]::new("{`"advance`":`"$Advance`"}", [System.Text.Encoding]::UTF8, 'application/json')
        $answer = $client.PostAsync("$SandboxUrl/_sandbox/clock", $body).GetAwaiter().GetResult()
        $null = $answer.EnsureSuccessStatusCode()
        $answer.Content.ReadAsStringAsync().GetAwaiter().GetResult()
    }
    finally {
        $client.Dispose()
    }
}

function Write-Host {
    param([Parameter(Position = 0, ValueFromPipeline)] $Object)
    process { $Host.UI.WriteLine("$Object") }
}

function Write-Output {
    param([Parameter(Position = 0, ValueFromPipeline)] $InputObject)
    process { $InputObject }
}

function Write-Warning {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string] $Message)
    $PSCmdlet.WriteWarning($Message)
}

function Start-Sleep {
    param([Parameter(Position = 0)] [double] $Seconds, [int] $Milliseconds)
    [System.Threading.Thread]::Sleep([timespan]::FromSeconds($Seconds) + [timespan]::FromMilliseconds($Milliseconds))
}
