# From the mail of a secret scanner to the closed ticket: two environments, a file of leaked secrets, one of them nobody's, and one
# token that made two others.

[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    $staging = Start-Sandbox
    $seen = [System.Text.StringBuilder]::new()

    function Read-Plain([securestring] $Secret) {
        [System.Net.NetworkCredential]::new('', $Secret).Password
    }

    # Whatever a person, a log or a ticket would see of what a command left.
    function Write-Ticket($Item) {
        $Item | ForEach-Object {
            $null = $seen.AppendLine(($_ | Out-String -Width 300)).AppendLine(($_ | Format-List * | Out-String -Width 4000))
        }
    }

    function Connect-Auditor($Tenant) {
        Set-SandboxAuditLog $Tenant $true
        $null = Connect-DtEnvironment $Tenant.Url -ApiToken $Tenant.AdminToken
        $auditor = New-DtToken 'Incident manager' apiTokens.read, apiTokens.write, auditLogs.read, settings.read
        $null = Connect-DtEnvironment $Tenant.Url -ApiToken $auditor.Token
    }

    Connect-Auditor $staging
    Connect-Auditor $sandbox

    # The leak: a token of production that can make tokens, and one of staging.
    $leaked = New-DtToken 'config as code' ReadConfig, apiTokens.write, apiTokens.read -Environment $sandbox.Url
    $other = Find-DtToken -Token $staging.SampleToken -Environment $staging.Url

    # What somebody did with it before it was noticed.
    $null = Connect-DtEnvironment $sandbox.Url -ApiToken $leaked.Token
    $made = 'one more', 'and another' | ForEach-Object { New-DtToken $_ metrics.read -Environment $sandbox.Url }
    Connect-Auditor $sandbox

    # The scanner's file. The token on its second line was deleted long ago.
    $nobodys = New-DtToken 'deleted long ago' metrics.read -Environment $sandbox.Url
    Remove-DtToken -Id $nobodys.Id -Environment $sandbox.Url -Force -Confirm:$false
    $file = Join-Path $TestDrive 'leaked.txt'
    $secrets = $leaked.Token, $nobodys.Token, $staging.SampleToken | ForEach-Object { Read-Plain $_ }
    $secrets | Set-Content $file
}

AfterAll {
    Stop-Sandbox $sandbox
    Stop-Sandbox $staging
}

Describe 'A leak' {
    It 'is told apart: which token of which environment, and which line is nobody''s' {
        $found = Get-Content $file | Find-DtToken -ErrorVariable problems -ErrorAction SilentlyContinue
        Write-Ticket $found
        Write-Ticket $problems

        ($found | Where-Object Id -EQ $leaked.Id).Environment | Should -Be $sandbox.Url
        ($found | Where-Object Id -EQ $other.Id).Environment | Should -Be $staging.Url
        @($found).Count | Should -Be 2
        @($problems).Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'TokenNotFound,*'
        "$($problems[0])" | Should -BeLike "Line 2: *$($nobodys.Id)*"
    }

    It 'is stopped and replaced, and the run ends with what the ticket needs' {
        $found = Get-Content $file | Find-DtToken -ErrorAction SilentlyContinue
        $new = $found | Invoke-DtTokenRotation -Compromised -WarningVariable said -WarningAction SilentlyContinue
        Write-Ticket $new
        Write-Ticket $said

        @($new).Count | Should -Be 2
        Test-DtToken -Token $leaked.Token -Environment $sandbox.Url | Should -BeFalse
        Test-DtToken -Token $staging.SampleToken -Environment $staging.Url | Should -BeFalse
        $new | ForEach-Object { Test-DtToken -Token $_.Token -Environment $_.Environment | Should -BeTrue }

        $ending = @($said | ForEach-Object { "$_" } | Where-Object { $_ -like "*$($leaked.Id)*has leaked*" })
        $ending.Count | Should -Be 1
        $ending[0] | Should -BeLike '*revoked at*Last use:*from 127.0.0.1*Revoke-DtToken -Id *'
        $made | ForEach-Object { $ending[0] | Should -BeLike "*$($_.Id)*" }
    }

    It 'leaves nothing that was made with it' {
        $activity = Get-DtTokenActivity -Id $leaked.Id -Made -Environment $sandbox.Url -WarningAction SilentlyContinue
        ($activity.EntityId | Sort-Object) | Should -Be ($made.Id | Sort-Object)
        $activity | ForEach-Object { Revoke-DtToken -Id $_.EntityId -Environment $_.Environment }
        $made | ForEach-Object { Test-DtToken -Token $_.Token -Environment $sandbox.Url | Should -BeFalse }
    }

    It 'is told to its end' {
        $activity = Get-DtTokenActivity -Token $leaked.Token -Environment $sandbox.Url -WarningVariable said -WarningAction SilentlyContinue
        Write-Ticket $activity
        Write-Ticket $said

        @($activity | Where-Object Kind -EQ 'Made').Count | Should -Be 2
        $activity | Where-Object Kind -EQ 'DoneTo' | Select-Object -Last 1 -ExpandProperty Action | Should -Be 'CREATE'
        @($activity.Time) | Should -Be @($activity.Time | Sort-Object -Descending)
        "$said" | Should -BeLike '*the audit log is on*30 days*never in it*'
    }

    It 'closes the ticket: no leaked token works, and the ticket holds no secret' {
        Get-Content $file | Find-DtToken -ErrorAction SilentlyContinue | Where-Object Enabled | Should -BeNullOrEmpty
        $seen.ToString() | Should -BeLike "*$($leaked.Id)*"
        $secrets | ForEach-Object { $seen.ToString().Contains($_) | Should -BeFalse }
        $made | ForEach-Object { $seen.ToString().Contains((Read-Plain $_.Token)) | Should -BeFalse }
        $seen.ToString() | Should -Not -Match 'dt0[a-zA-Z][0-9]{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}'
    }
}
