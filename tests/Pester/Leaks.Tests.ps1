# A token that has leaked is revoked in a shell of its own, whatever stands in the way of its successor.
BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    Import-Module (Join-Path $PSScriptRoot 'Support/Shell.psm1')

    function New-Leak {
        $script:name = 'Leaked ' + [guid]::NewGuid().ToString('n').Substring(0, 8)
        $script:leaked = New-DtToken $name ReadConfig
    }

    # What a run says, in another process, and what it ends with.
    function Invoke-Compromised([string] $Which) {
        Invoke-Shell -Environment @{ DT_MODULE = $manifest; DT_SANDBOX = $sandbox.Url; DT_ID = $leaked.Id; DT_NAME = $name; DT_WHICH = $Which
            LOCALAPPDATA = "$TestDrive"; XDG_DATA_HOME = "$TestDrive"; DT_API_TOKEN = [System.Net.NetworkCredential]::new('', $sandbox.AdminToken).Password } {
            Import-Module $env:DT_MODULE
            $null = Connect-DtEnvironment $env:DT_SANDBOX
            $which = if ($env:DT_WHICH -eq 'Name') { @{ Name = $env:DT_NAME } } else { @{ Id = $env:DT_ID } }
            $made = Invoke-DtTokenRotation @which -Compromised -ErrorVariable problems -ErrorAction SilentlyContinue
            "made $(@($made).Count), problems $(@($problems).Count)"
        }
    }

    function Test-Enabled { (Find-DtToken -Id $leaked.Id).Enabled }
}
AfterAll { Stop-Sandbox $sandbox }

Describe 'A leaked token' {
    BeforeEach { New-Leak }

    It 'is revoked though a token says that it is the successor, and the run says so and fails' {
        # This module makes no such name; anybody else may.
        $header = @{ Authorization = 'Api-Token ' + [System.Net.NetworkCredential]::new('', $sandbox.AdminToken).Password }
        $body = @{ name = "$name [dtr pending OPER01 of $($leaked.Id) @-]"; scopes = @('ReadConfig') } | ConvertTo-Json
        $null = Invoke-RestMethod -Method Post -Uri "$($sandbox.Url)/api/v2/apiTokens" -Headers $header -Body $body -ContentType 'application/json'
        $said = Invoke-Compromised Id

        Test-Enabled | Should -BeFalse
        $said | Should -BeLike '*has leaked. It *revoked*'
        $said | Should -BeLike '*made 0, problems 1*'
    }

    It 'is revoked though a process holds every lock' {
        $folder = Join-Path $TestDrive 'TokenRotation/locks'
        $null = New-Item -ItemType Directory -Force $folder
        $text = [System.Text.Encoding]::UTF8.GetBytes($sandbox.Url.TrimEnd('/') + "`n" + $leaked.Id)
        $hash = [System.Security.Cryptography.SHA256]::Create().ComputeHash($text)
        $file = [System.BitConverter]::ToString($hash, 0, 16).Replace('-', '') + '.lock'
        $held = [System.IO.File]::Open((Join-Path $folder $file), 'OpenOrCreate', 'ReadWrite', 'None')
        try {
            $said = Invoke-Compromised Id
        }
        finally {
            $held.Dispose()
        }

        Test-Enabled | Should -BeFalse
        $said | Should -BeLike '*made 1, problems 0*'
    }

    It 'is revoked though another run had begun its rotation and handed over' {
        $null = Invoke-DtTokenRotation $leaked.Id -WarningAction SilentlyContinue
        $said = Invoke-Compromised Id

        Test-Enabled | Should -BeFalse
        $said | Should -BeLike '*has leaked*'
    }

    It 'gets its successor by <_> from a run after one that was killed behind the revocation' -ForEach 'Name', 'Id' {
        Revoke-DtToken $leaked.Id
        $said = Invoke-Compromised $_

        Test-Enabled | Should -BeFalse
        $said | Should -BeLike '*made 1, problems 0*'
    }
}
