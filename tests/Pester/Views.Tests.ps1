# What a user sees of each kind of object, at four widths: compared with the files in Views. To write them anew after a change
# that is meant: $env:UPDATE_VIEWS = '1'.
BeforeDiscovery {
    $kinds = 'Find-DtToken', 'New-DtToken', 'Set-DtToken', 'Invoke-DtTokenRotation', 'Get-DtTokenRotation', 'Resume-DtTokenRotation',
        'Complete-DtTokenRotation', 'Undo-DtTokenRotation', 'Test-DtTokenRotation', 'Test-DtToken', 'Get-DtEnvironment',
        'Get-DtTokenFinding', 'Get-DtTokenActivity'
    $types = 'Find-DtToken', 'New-DtToken', 'Invoke-DtTokenRotation', 'Get-DtTokenRotation', 'Test-DtTokenRotation', 'Test-DtToken',
        'Get-DtEnvironment', 'Get-DtTokenFinding', 'Get-DtTokenActivity'
    $views = foreach ($width in 80, 100, 120, 160) {
        foreach ($kind in $kinds) { @{ Kind = $kind; Shape = 'table'; Width = $width; File = "$kind.$width.txt" } }
        foreach ($kind in $types) { @{ Kind = $kind; Shape = 'list'; Width = $width; File = "$kind.list.$width.txt" } }
    }
}

BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    Set-SandboxAuditLog $sandbox $true
    $auditor = New-DtToken 'Auditor' apiTokens.read, apiTokens.write, auditLogs.read, settings.read
    $null = Connect-DtEnvironment $sandbox.Url -ApiToken $auditor.Token
    $kept = @{}
    $store = @{ SecretName = '{Name}'; Store = { param($Name, $Token) $kept[$Name] = $Token }; Retrieve = { param($Name) $kept[$Name] } }
    $over = New-DtToken 'is over' metrics.read -Lifetime 30d
    $kept['is-over'] = $over.Token
    $null = $over | Invoke-DtTokenRotation @store -Overlap 0d
    Step-SandboxClock $sandbox 8.00:00:00
    $removed = @(Resume-DtTokenRotation @store)
    $long = New-DtToken ('a name of a hundred characters ' + ('n' * 69)) metrics.read, entities.read, settings.read -Lifetime 999d
    $short = New-DtToken 'short lived' metrics.read -Lifetime 1.12:30:00
    $revoked = New-DtToken 'revoked' metrics.read
    Revoke-DtToken -Id $revoked.Id
    $rotated = Find-DtToken -Token $sandbox.SampleToken | Invoke-DtTokenRotation -Overlap 1d
    $checked = New-DtToken 'checked' metrics.read -Lifetime 30d
    $kept['checked'] = $checked.Token
    $back = New-DtToken 'goes back' metrics.read -Lifetime 30d
    $done = New-DtToken 'is completed' metrics.read -Lifetime 30d
    $shown = @{
        'Set-DtToken'              = @(Set-DtToken -Id $done.Id -Scope metrics.read, logs.read -PassThru)
        'Undo-DtTokenRotation'     = @($back | Invoke-DtTokenRotation -WarningAction Ignore | Undo-DtTokenRotation)
        'Complete-DtTokenRotation' = @($done | Invoke-DtTokenRotation | Complete-DtTokenRotation)
        'Resume-DtTokenRotation'   = $removed
        # Whose sentences are somebody else's to write is made by hand.
        'Test-DtTokenRotation'     = @(
            [TokenRotation.DtRotationCheck] @{ Environment = $sandbox.Url; Check = 'Clock'; Passed = $true; Finding = 'It tells the time.' }
            [TokenRotation.DtRotationCheck] @{
                Environment = $sandbox.Url; Check = 'Rotation'; Subject = "revoked ($($revoked.Id))"; Finding = 'A sentence. ' * 20; Action = 'Do it. ' * 20
            })
        'Test-DtToken'             = @(Test-DtToken -Token $kept.checked -Detailed)
        'Find-DtToken'             = @(Find-DtToken | Sort-Object BaseName, State, Rotation)
        'New-DtToken'              = @($long, $short)
        'Invoke-DtTokenRotation'   = @($rotated)
        'Get-DtTokenRotation'      = @(Get-DtTokenRotation | Sort-Object Name)
        'Get-DtEnvironment'        = @(Get-DtEnvironment)
        'Get-DtTokenFinding'       = @(Get-DtTokenFinding | Where-Object Id -In $long.Id, $short.Id, $auditor.Id)
        'Get-DtTokenActivity'      = @(Get-DtTokenActivity $revoked.Id -WarningAction Ignore)
    }

    $listed = $shown.Clone()
    $listed['Get-DtTokenRotation'] = @($shown['Get-DtTokenRotation'][0] | ForEach-Object {
            [TokenRotation.DtTokenRotation] @{
                Id = $_.Id; SuccessorId = $_.SuccessorId; Name = $_.Name; Environment = $_.Environment; State = $_.State; Reason = 'A sentence. ' * 20
                NotBefore = [DateTimeOffset]::UtcNow.AddDays(14.5)
            }
        })

    # What differs from run to run: IDs, times, ports. PowerShell breaks a line anywhere, in the middle of an ID, too.
    function Hide-Change([string] $Text, [string[]] $Shape, [string] $Digit) {
        $hide = { param($found) $found.Value -creplace $Digit, '0' }.GetNewClosure()
        [regex]::Replace($Text, ($Shape -join '(?:\n *)?'), $hide)
    }

    function Get-Text([object[]] $Item, [int] $Width, [string] $Shape) {
        $shown = $(if ($Shape -eq 'list') { $Item | Format-List } else { $Item }) | Out-String -Width $Width
        $text = ((($shown -replace "`e\[[0-9;]*m") -split '\r?\n').TrimEnd() -join "`n").Trim("`n")
        $text = Hide-Change $text (@('d', 't', '0', 'c', '0', '1', '\.') + @('[A-Z2-7]') * 24) '[A-Z2-7]'
        $date = @('\d') * 4 + '-' + @('\d') * 2 + '-' + @('\d') * 2
        $text = Hide-Change $text ($date + ' ' + @('\d') * 2 + ':' + @('\d') * 2 + ':' + @('\d') * 2 + 'Z') '\d'
        $text = Hide-Change $text ($date + ' ' + @('\d') * 2 + ':' + @('\d') * 2 + 'Z') '\d'
        $text = Hide-Change $text $date '\d'
        $text = Hide-Change $text ([string[]] 'pending '.ToCharArray() + @('[A-Z2-7]') * 10 + ' ') '[A-Z2-7]'
        $text = Hide-Change $text (@('\d') * 8 + 'T' + @('\d') * 6 + 'Z') '\d'
        # A lifetime that has just begun may be told with a unit less.
        $text = Hide-Change $text ('i', 'n', ' ', '\d', '\d', ' ', 'd') '\d'
        $text = Hide-Change $text (@('\d') * 18) '\d'
        Hide-Change $text (':', '\d', '\d', '\d', '\d', '\d') '\d'
    }

    function Get-Copy([object[]] $Item) {
        [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Item, 3))
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Stop-Sandbox $sandbox
}

Describe 'The <Shape> of <Kind> at <Width> columns' -ForEach $views {
    BeforeAll {
        $file = Join-Path $PSScriptRoot "Views/$File"
        $items = if ($Shape -eq 'list') { $listed[$Kind] } else { $shown[$Kind] }
        $text = Get-Text $items $Width $Shape
        if ($env:UPDATE_VIEWS) {
            [System.IO.File]::WriteAllText($file, $text + "`n")
        }

        $golden = (Get-Content $file -Raw).Replace("`r", '').Trim("`n")
    }

    It 'is as agreed' { $text | Should -BeExactly $golden }

    It 'is the same for what comes back from a job' { Get-Text (Get-Copy $items) $Width $Shape | Should -BeExactly $golden }

    It 'has the same words in colour' {
        $PSStyle.OutputRendering = 'Ansi'
        try { Get-Text $items $Width $Shape | Should -BeExactly $golden }
        finally { $PSStyle.OutputRendering = 'PlainText' }
    }

    It 'keeps to the width, and no heading runs down letter by letter' {
        $lines = $golden -split "`n"
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual $Width }
        if ($Shape -eq 'table') { $lines | Select-Object -Skip 1 -First 1 | Should -Match '^[- ]+$' }
    }
}

Describe 'What a column shows' {
    It 'is a property to filter, sort and select by' {
        (Find-DtToken | Where-Object State -EQ Revoked).Id | Should -Contain $revoked.Id
        (Find-DtToken | Where-Object State -EQ Revoked).Enabled | Should -Not -Contain $true
        (Find-DtToken | Sort-Object Expires | Select-Object -First 1).Id | Should -Be $short.Id
        (Find-DtToken -Id $short.Id | Select-Object BaseName, State, DaysLeft, LastUsed | Out-String) | Should -Match 'short lived\s+Due\s+1\s+never'
        (Find-DtToken -Token $sandbox.SampleToken).Rotation | Should -Be 'Superseded'
        (Find-DtToken -Token $sandbox.SampleToken).BaseName | Should -Be 'RW config token'
    }

    It 'is coloured by what it wants of an admin, and only where colours are wanted' {
        $PSStyle.OutputRendering = 'Ansi'
        try { $coloured = Find-DtToken -Id $short.Id, $revoked.Id | Out-String }
        finally { $PSStyle.OutputRendering = 'PlainText' }
        $coloured | Should -Match "`e\[\d+(;\d+)*mDue"
        $coloured | Should -Match "`e\[\d+(;\d+)*mRevoked"
        Find-DtToken -Id $short.Id, $revoked.Id | Out-String | Should -Not -Match "`e"
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
