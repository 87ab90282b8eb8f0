# What a user sees of each kind of object, at four widths: compared with the files in Views. To write them anew after a change
# that is meant: $env:UPDATE_VIEWS = '1'.
BeforeDiscovery {
    $kinds = 'Find-DtToken', 'New-DtToken', 'Invoke-DtTokenRotation', 'Get-DtTokenRotation', 'Get-DtEnvironment', 'Get-DtTokenFinding',
        'Get-DtTokenActivity'
    $views = foreach ($kind in $kinds) { foreach ($width in 80, 100, 120, 160) { @{ Kind = $kind; Width = $width } } }
}

BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    Set-SandboxAuditLog $sandbox $true
    $auditor = New-DtToken 'Auditor' apiTokens.read, apiTokens.write, auditLogs.read, settings.read
    $null = Connect-DtEnvironment $sandbox.Url -ApiToken $auditor.Token
    $long = New-DtToken ('a name of a hundred characters ' + ('n' * 69)) metrics.read, entities.read, settings.read -Lifetime 999d
    $short = New-DtToken 'short lived' metrics.read -Lifetime 2d
    $revoked = New-DtToken 'revoked' metrics.read
    Revoke-DtToken -Id $revoked.Id
    $rotated = Find-DtToken -Token $sandbox.SampleToken | Invoke-DtTokenRotation -Overlap 1d
    $shown = @{
        'Find-DtToken'           = @(Find-DtToken | Sort-Object BaseName, State)
        'New-DtToken'            = @($long, $short)
        'Invoke-DtTokenRotation' = @($rotated)
        'Get-DtTokenRotation'    = @(Get-DtTokenRotation)
        'Get-DtEnvironment'      = @(Get-DtEnvironment)
        'Get-DtTokenFinding'     = @(Get-DtTokenFinding | Where-Object Id -In $long.Id, $short.Id, $auditor.Id)
        'Get-DtTokenActivity'    = @(Get-DtTokenActivity $revoked.Id -WarningAction Ignore)
    }

    # What differs from run to run: IDs, dates, times, ports, colours.
    function Get-Text([object[]] $Item, [int] $Width) {
        $text = ($Item | Out-String -Width $Width) -replace "`e\[[0-9;]*m" -replace 'dt0c01\.[A-Z2-7]{24}', ('dt0c01.' + 'I' * 24) `
            -replace '\d{4}-\d\d-\d\d \d\d:\d\dZ', 'yyyy-mm-dd hh:mmZ' -replace '\d{4}-\d\d-\d\d', 'yyyy-mm-dd' -replace ':\d{5}', ':00000'
        (($text -split '\r?\n').TrimEnd() -join "`n").Trim("`n")
    }

    function Get-Copy([object[]] $Item) {
        [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Item, 3))
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Stop-Sandbox $sandbox
}

Describe 'The table of <Kind> at <Width> columns' -ForEach $views {
    BeforeAll {
        $file = Join-Path $PSScriptRoot "Views/$Kind.$Width.txt"
        $text = Get-Text $shown[$Kind] $Width
        if ($env:UPDATE_VIEWS) {
            [System.IO.File]::WriteAllText($file, $text + "`n")
        }

        $golden = (Get-Content $file -Raw).Replace("`r", '').Trim("`n")
    }

    It 'is as agreed' { $text | Should -BeExactly $golden }

    It 'is the same for what comes back from a job' { Get-Text (Get-Copy $shown[$Kind]) $Width | Should -BeExactly $golden }

    It 'has the same words in colour' {
        $PSStyle.OutputRendering = 'Ansi'
        try { Get-Text $shown[$Kind] $Width | Should -BeExactly $golden }
        finally { $PSStyle.OutputRendering = 'PlainText' }
    }

    It 'keeps to the width, and no heading runs down letter by letter' {
        $lines = $golden -split "`n"
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual $Width }
        $lines | Select-Object -Skip 1 -First 1 | Should -Match '^[- ]+$'
    }
}

Describe 'What a column shows' {
    It 'is a property to filter, sort and select by' {
        Find-DtToken | Where-Object State -EQ Revoked | Select-Object -ExpandProperty Id | Should -Be $revoked.Id
        (Find-DtToken | Sort-Object Expires | Select-Object -First 1).Id | Should -Be $short.Id
        (Find-DtToken -Id $short.Id | Select-Object BaseName, State, DaysLeft, LastUsed | Out-String) | Should -Match 'short lived\s+Due\s+1\s+never'
        (Find-DtToken -Token $sandbox.SampleToken).Rotation | Should -Be 'Superseded'
        (Find-DtToken -Token $sandbox.SampleToken).BaseName | Should -Be 'RW config token'
    }

    It 'stays a property of what comes back from a job' {
        $copy = Get-Copy (Find-DtToken -Id $short.Id)
        $copy.State | Should -Be 'Due'
        $copy.DaysLeft | Should -Be 1
    }

    It 'keeps scopes readable in CSV and HTML' {
        (Find-DtToken -Id $long.Id | ConvertTo-Csv | ConvertFrom-Csv).Scopes | Should -Be 'metrics.read entities.read settings.read'
        Find-DtToken -Id $long.Id | Select-Object Scopes | ConvertTo-Html -Fragment | Out-String | Should -BeLike '*metrics.read entities.read*'
    }

    It 'makes two reads of one token equal' {
        (Find-DtToken -Id $long.Id) -eq (Find-DtToken -Id $long.Id) | Should -BeTrue
        (Find-DtToken -Id $long.Id) -eq (Find-DtToken -Id $short.Id) | Should -BeFalse
    }

    It 'is full in the constrained language' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$((Get-Module TokenRotation).Path -replace 'bin.TokenRotation.dll', 'TokenRotation.psd1')'").Invoke()
            $shell.Commands.Clear()
            $shell.Runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
            $null = $shell.AddCommand('Out-String').AddParameter('Width', 100).AddParameter('InputObject', (Find-DtToken -Id $short.Id))
            $text = $shell.Invoke() -join ''
        }
        finally { $shell.Dispose() }
        $text | Should -Match 'dt0c01\.\w+ +Due +\d{4}-\d\d-\d\d never +short lived'
    }
}
