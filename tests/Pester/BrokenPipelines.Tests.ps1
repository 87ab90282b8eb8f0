# Whatever ends a pipeline leaves one secret at most of which nobody knows where it is.
BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    Import-Module (Join-Path $PSScriptRoot 'Support/Shell.psm1')

    function New-Tokens([int] $Count) {
        $script:name = 'Broken ' + [guid]::NewGuid().ToString('n').Substring(0, 8)
        $script:ids = @(1..$Count | ForEach-Object { (New-DtToken "$name $_" ReadConfig).Id })
    }

    function Get-Stamped([string] $Kind) {
        @(Find-DtToken -Name "$name*" | Where-Object Name -Like "*``[dtr $Kind *")
    }

    # A runspace of one's own has its own connections.
    function New-ConnectedShell {
        $shell = [powershell]::Create()
        $null = $shell.AddScript('param($Module, $Url, $Token) Import-Module $Module; Connect-DtEnvironment $Url -ApiToken $Token').
            AddArgument($manifest).AddArgument($sandbox.Url).AddArgument($sandbox.AdminToken).Invoke()
        $shell.Commands.Clear()
        $shell
    }

    # A function between two commands sees nothing of either.
    function Invoke-Wrapped {
        param([Parameter(ValueFromPipeline)] $Id)
        process { Invoke-DtTokenRotation $Id }
    }
}
AfterAll { Stop-Sandbox $sandbox }

Describe 'A pipeline of <Count> token(s) that breaks' -ForEach @(
    @{ Count = 1; At = 1 }
    @{ Count = 2; At = 2 }
    @{ Count = 20; At = 3 }
) {
    BeforeEach {
        New-Tokens $Count
        $script:calls = 0
    }

    It 'by <what> strands one secret at most' -ForEach @(
        @{ What = 'throw'; Broken = { $ids | Invoke-DtTokenRotation | ForEach-Object { if (++$script:calls -ge $At) { throw 'No room.' }; $_ } | Complete-DtTokenRotation } }
        @{ What = 'break'; Broken = { while ($true) { $ids | Invoke-DtTokenRotation | ForEach-Object { if (++$script:calls -ge $At) { break }; $_ } | Complete-DtTokenRotation } } }
        @{ What = 'an error under Stop'; Broken = { $ids | Invoke-DtTokenRotation | ForEach-Object { if (++$script:calls -ge $At) { Write-Error 'No room.' -ErrorAction Stop }; $_ } | Complete-DtTokenRotation } }
        @{ What = 'a reader that wants no more'; Broken = { $ids | Invoke-DtTokenRotation | ForEach-Object { $script:calls++; $_ } | Select-Object -First $At } }
        @{ What = 'throw, with an OutVariable'; Broken = { $ids | Invoke-DtTokenRotation -OutVariable kept | ForEach-Object { if (++$script:calls -ge $At) { throw 'No room.' }; $_ } | Complete-DtTokenRotation } }
        @{ What = 'throw, after a wrapper'; Broken = { $ids | Invoke-Wrapped | ForEach-Object { if (++$script:calls -ge $At) { throw 'No room.' }; $_ } | Complete-DtTokenRotation } }
        @{ What = 'throw in a store that gives nothing back'; Broken = { $ids | Invoke-DtTokenRotation -ErrorAction Stop -Store { param($Name, $Token, $TokenId) if (++$script:calls -ge $At) { throw 'No room.' } } -SecretName '{Name}' } }
    ) {
        try { $null = & $broken 3>&1 } catch { $null = $_ }

        $script:calls | Should -Be $At
        $handedOver = if ($what -match 'no more|gives nothing') { $At } else { 1 }
        (Get-Stamped superseded).Count | Should -Be $handedOver
        (Get-Stamped pending).Count | Should -Be $handedOver
        @(Find-DtToken -Name "$name*" -Enabled).Count | Should -Be ($Count + $handedOver)
    }

    It 'says how many, and which commands go on' {
        $warnings = @()
        try { $ids | Invoke-DtTokenRotation -WarningVariable warnings -WarningAction SilentlyContinue | ForEach-Object { throw 'No room.' } } catch { $null = $_ }

        "$warnings" | Should -BeLike "*Of $Count token(s), 0 are done with, 1 were handed over and not completed, $($Count - 1) are left as they were*Complete-DtTokenRotation -Id $($ids[0])*"
    }
}

Describe 'A pipeline with a token that is refused' {
    It 'hands over all others before an error ends it' {
        New-Tokens 8
        Revoke-DtToken $ids[3]
        $ErrorActionPreference = 'Stop'
        { $ids | Invoke-DtTokenRotation | ForEach-Object { $_ } | Complete-DtTokenRotation } | Should -Throw -ErrorId 'RotationRefused,*'

        (Get-Stamped superseded).Count | Should -Be 0
        (Get-Stamped pending).Count | Should -Be 0
        @(Find-DtToken -Name "$name*" -Enabled).Count | Should -Be 7
    }
}

Describe 'A shell that ends within a pipeline of <Count> token(s)' -ForEach @(
    @{ Count = 1; At = 1 }
    @{ Count = 2; At = 2 }
    @{ Count = 20; At = 3 }
) {
    It 'strands one secret at most' {
        New-Tokens $Count
        $said = Invoke-Shell -Environment @{ DT_MODULE = $manifest; DT_SANDBOX = $sandbox.Url; DT_IDS = $ids -join ','; DT_AT = $At; DT_API_TOKEN = [System.Net.NetworkCredential]::new('', $sandbox.AdminToken).Password } {
            Import-Module $env:DT_MODULE
            $null = Connect-DtEnvironment $env:DT_SANDBOX
            $calls = 0
            $env:DT_IDS -split ',' | Invoke-DtTokenRotation | ForEach-Object { if (++$calls -eq $env:DT_AT) { exit 3 }; $_ } | Complete-DtTokenRotation
        }

        (Get-Stamped superseded).Count | Should -Be 1
        (Get-Stamped pending).Count | Should -Be 1
        "$said" | Should -BeLike '*Complete-DtTokenRotation -Id*'
    }
}

Describe 'A runspace of one''s own' {
    It 'gets what is handed over, and the warning that it waits for a word' {
        New-Tokens 2
        $shell = New-ConnectedShell
        try {
            $made = $shell.AddCommand('Invoke-DtTokenRotation').AddParameter('Id', $ids).Invoke()

            $made.OldId | Should -Be $ids
            "$($shell.Streams.Warning)" | Should -BeLike '*Complete-DtTokenRotation -Id*'
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'A runspace of one''s own that breaks under <Count> token(s)' -ForEach @(
    @{ Count = 1 }
    @{ Count = 2 }
    @{ Count = 20 }
) {
    It 'by a command after it strands one secret at most, and says so' {
        New-Tokens $Count
        $shell = New-ConnectedShell
        try {
            $null = $shell.AddCommand('Invoke-DtTokenRotation').AddParameter('Id', $ids).
                AddCommand('ForEach-Object').AddParameter('Process', { throw 'No room.' }).
                AddCommand('Complete-DtTokenRotation')

            { $shell.Invoke() } | Should -Throw '*No room.*'
            "$($shell.Streams.Warning)" | Should -BeLike "*1 were handed over and not completed*Complete-DtTokenRotation -Id $($ids[0])*"
        }
        finally {
            $shell.Dispose()
        }

        (Get-Stamped superseded).Count | Should -Be 1
        @(Find-DtToken -Name "$name*" -Enabled).Count | Should -Be ($Count + 1)
    }

    It 'completes all that come out of it' {
        New-Tokens $Count
        $shell = New-ConnectedShell
        try {
            $done = $shell.AddCommand('Invoke-DtTokenRotation').AddParameter('Id', $ids).AddCommand('Complete-DtTokenRotation').Invoke()

            $done.State | Select-Object -Unique | Should -Be 'Revoked'
            $done.Count | Should -Be $Count
            $shell.Streams.Warning.Count | Should -Be 0
        }
        finally {
            $shell.Dispose()
        }
    }
}

# A job is reached as a remote shell is: by objects that have been taken apart and put together again.
Describe 'A job of <Count> token(s)' -ForEach @(
    @{ Count = 1; At = 1 }
    @{ Count = 2; At = 2 }
    @{ Count = 20; At = 3 }
) {
    It 'that fails strands one secret at most, and its warning says which' {
        New-Tokens $Count
        $job = Start-Job -ArgumentList $manifest, $sandbox.Url, $sandbox.AdminToken, $ids, $At {
            param($Module, $Url, $Token, $Ids, $At)
            Import-Module $Module
            $null = Connect-DtEnvironment $Url -ApiToken $Token
            $calls = 0
            $Ids | Invoke-DtTokenRotation | ForEach-Object { if (++$calls -ge $At) { throw 'No room.' }; $_ } | Complete-DtTokenRotation
        }
        $null = $job | Wait-Job
        $said = "$($job.ChildJobs[0].Warning)"
        $job | Remove-Job -Force

        (Get-Stamped superseded).Count | Should -Be 1
        (Get-Stamped pending).Count | Should -Be 1
        $said | Should -BeLike "*1 were handed over and not completed*Complete-DtTokenRotation -Id $($ids[$At - 1])*"
    }

    It 'whose objects are completed by whoever receives them leaves nothing' {
        New-Tokens $Count
        $job = Start-Job -ArgumentList $manifest, $sandbox.Url, $sandbox.AdminToken, $ids {
            param($Module, $Url, $Token, $Ids)
            Import-Module $Module
            $null = Connect-DtEnvironment $Url -ApiToken $Token
            $Ids | Invoke-DtTokenRotation -WarningAction SilentlyContinue
        }
        $done = $job | Wait-Job | Receive-Job | Complete-DtTokenRotation
        $job | Remove-Job -Force

        @($done).Count | Should -Be $Count
        (Get-Stamped superseded).Count | Should -Be 0
    }
}

Describe 'An error under Stop with one refused token among <Count>' -ForEach @(
    @{ Count = 2 }
    @{ Count = 20 }
) {
    It 'comes when all others are handed over and completed' {
        New-Tokens $Count
        Revoke-DtToken $ids[0]
        { $ids | Invoke-DtTokenRotation -ErrorAction Stop | Complete-DtTokenRotation } | Should -Throw -ErrorId 'RotationRefused,*'

        (Get-Stamped superseded).Count | Should -Be 0
        @(Find-DtToken -Name "$name*" -Enabled).Count | Should -Be ($Count - 1)
    }
}
