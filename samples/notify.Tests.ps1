# The notices, against a listener on this machine and stand-ins for the programs that tell the others.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The real ones have them.')]
param()

BeforeAll {
    $good = [pscustomobject] @{ Environment = 'https://abc12345.live.dynatrace.com'; Rotated = 1; NeedsAttention = 0; Failed = 0; Details = @() }
    $bad = [pscustomobject] @{ Environment = 'https://abc12345.live.dynatrace.com'; Rotated = 0; NeedsAttention = 1; Failed = 0; Details = @('a "token"') }
    $script = Join-Path $PSScriptRoot 'notify.ps1'

    # A program's exit code is seen where PowerShell looks for it: by a mock that runs one.
    function logger { }
    function eventcreate.exe { }
    Mock logger { $null = dotnet --version }
    Mock eventcreate.exe { $null = dotnet --version }
}

Describe 'notify.ps1' {
    It 'tells syslog what is well as information, and passes the summary on' {
        ($good | & $script -Syslog | ConvertFrom-Json).Rotated | Should -Be 1

        Should -Invoke logger -Times 1 -Exactly -ParameterFilter { "$args" -like '*user.info*' }
    }

    It 'tells syslog what needs attention as an error, from lines of JSON' {
        $null = ($bad | ConvertTo-Json) -split '\r?\n' | & $script -Syslog

        Should -Invoke logger -Times 1 -Exactly -ParameterFilter { "$args" -like '*user.err*' }
    }

    It 'tells the event log, without the quotation marks that would end an argument' {
        $null = $bad | & $script -EventLog

        Should -Invoke eventcreate.exe -Times 1 -Exactly -ParameterFilter { "$args" -like '*ERROR*NeedsAttention*' -and "$args" -notlike '*"*' }
    }

    It 'fails where the program does' {
        Mock logger { $null = dotnet no-such-command 2>&1 }

        { $good | & $script -Syslog } | Should -Throw '*not told*'
    }

    It 'posts JSON to a webhook' {
        Mock Invoke-RestMethod
        $null = $bad | & $script -Webhook https://hooks.example.com/dt

        Should -Invoke Invoke-RestMethod -Times 1 -Exactly -ParameterFilter {
            "$Method" -eq 'Post' -and $ContentType -eq 'application/json' -and ($Body | ConvertFrom-Json).NeedsAttention -eq 1
        }
    }
}
