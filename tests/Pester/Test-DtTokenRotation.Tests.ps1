[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    Import-Module "$PSScriptRoot/../TokenRotation.Module.Tests/Support/Modules/Microsoft.PowerShell.SecretManagement.psm1" -Force
    $null = Register-SecretVault -Name Ops
    Set-Secret -Vault Ops -Name dt-rw -Secret $sandbox.SampleToken
    $id = (Find-DtToken -Token $sandbox.SampleToken).Id

    function Get-Wrong($Checks) {
        @($Checks | Where-Object -Not Passed | ForEach-Object Check)
    }
}

AfterAll { Stop-Sandbox $sandbox }

Describe 'Test-DtTokenRotation' {
    It 'finds all right where a rotation would work, and changes nothing' {
        $checks = Test-DtTokenRotation $id -Vault Ops -SecretName dt-rw

        $checks | Where-Object -Not Passed | ForEach-Object { "$_" } | Should -BeNullOrEmpty
        $checks.Check | Should -Be 'Scopes', 'Expiry', 'Connection', 'Clock', 'Store', 'Rotation', 'Entry'
        @(Get-SandboxChange $sandbox).Count | Should -Be 0
        (Get-SecretInfo -Vault Ops).Name | Should -Be 'dt-rw'
    }

    It 'needs no token to look at the connection and the store' {
        (Test-DtTokenRotation -Vault Ops -SecretName '{Name}').Check | Should -Be 'Scopes', 'Expiry', 'Connection', 'Clock', 'Store'
    }

    It 'says what to do about a vault that is locked' {
        $null = Register-SecretVault -Name Ops -Locked
        try {
            $checks = Test-DtTokenRotation -Vault Ops -SecretName dt-rw
        }
        finally {
            $null = Register-SecretVault -Name Ops
        }

        Get-Wrong $checks | Should -Be 'Store'
        ($checks | Where-Object Check -EQ Store).Finding | Should -BeLike '*Unlock-SecretVault*'
        ($checks | Where-Object Check -EQ Store).Action | Should -Not -BeNullOrEmpty
    }

    It 'says that a token has no entry, before it is due' {
        $token = New-DtToken 'without an entry' ReadConfig -Lifetime 30d

        $checks = Find-DtToken -Id $token.Id | Test-DtTokenRotation -Vault Ops -SecretName '{Name}' -ExpiringWithin 7d

        Get-Wrong $checks | Should -Be 'Entry'
    }

    It 'says that an entry holds another token' {
        $token = New-DtToken 'another' ReadConfig -Lifetime 30d
        Set-Secret -Vault Ops -Name another -Secret $sandbox.SampleToken

        $checks = Test-DtTokenRotation -Name another -Vault Ops -SecretName '{Name}' -ExpiringWithin 7d

        Get-Wrong $checks | Should -Be 'Entry'
        ($checks | Where-Object Check -EQ Entry).Finding | Should -BeLike "*$id*"
    }

    It 'looks at each token of a spec file, in the store that the file names, and at what is to be created' {
        Set-Content -Path "$TestDrive/tokens.json" -Value @'
{
  "defaults": { "store": { "vault": "Ops", "secretName": "{Name}" }, "policy": { "expiringWithin": "10d" } },
  "tokens": [
    { "name": "RW config token", "scopes": ["ReadConfig", "WriteConfig"], "store": { "secretName": "dt-rw" } },
    { "name": "yet to be made", "scopes": ["metrics.read"], "expirationDate": "now+90d" }
  ]
}
'@
        $before = @(Get-SandboxChange $sandbox).Count

        $checks = Test-DtTokenRotation -Path "$TestDrive/tok*.json"

        $checks | Where-Object -Not Passed | ForEach-Object { "$_" } | Should -BeNullOrEmpty
        ($checks | Where-Object Check -EQ Rotation).Subject | Should -Be "RW config token ($id)", 'yet to be made'
        ($checks | Where-Object Check -EQ Entry).Subject | Should -Be "RW config token ($id)"
        ($checks | Where-Object Check -EQ Store) | Should -Not -BeNullOrEmpty
        (Get-ChildItem "$TestDrive/tokens.json" | Test-DtTokenRotation).Count | Should -Be $checks.Count
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
        (Get-SecretInfo -Vault Ops).Name | Should -Not -Contain 'yet to be made'
    }

    It 'says that a token of a spec file has nowhere to go' {
        Set-Content -Path "$TestDrive/nowhere.json" -Value '{ "tokens": [ { "name": "yet to be made", "scopes": ["metrics.read"] } ] }'

        $checks = Test-DtTokenRotation -LiteralPath "$TestDrive/nowhere.json"

        Get-Wrong $checks | Should -Be 'Rotation'
        ($checks | Where-Object Check -EQ Rotation).Finding | Should -BeLike '*-Vault or -Store*'
    }

    It 'says that a spec file cannot be read' {
        $null = Test-DtTokenRotation -LiteralPath "$TestDrive/none.json" -ErrorAction SilentlyContinue -ErrorVariable failures

        $failures[0].FullyQualifiedErrorId | Should -BeLike 'SpecFileUnreadable,*'
    }

    It 'takes an entry that is yet to begin, with -NewEntry' {
        $token = New-DtToken 'begins here' ReadConfig -Lifetime 30d

        Get-Wrong (Test-DtTokenRotation $token.Id -Vault Ops -SecretName '{Name}' -ExpiringWithin 7d -NewEntry) | Should -BeNullOrEmpty
        Get-Wrong (Test-DtTokenRotation $token.Id -Vault Ops -SecretName dt-rw -ExpiringWithin 7d -NewEntry) | Should -Be 'Entry'
    }

    It 'says that the managing token expires soon' {
        $manager = New-DtToken 'manager of a week' apiTokens.read, apiTokens.write -Lifetime 7d
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $manager.Token -WarningAction Ignore
        try {
            Get-Wrong (Test-DtTokenRotation) | Should -Be 'Expiry'
        }
        finally {
            $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken
        }
    }

    It 'says that an environment cannot be asked any more' {
        Add-SandboxFault $sandbox @{ effect = 'status'; status = 403 }
        try {
            Get-Wrong (Test-DtTokenRotation) | Should -Contain 'Connection'
        }
        finally {
            Clear-SandboxFault $sandbox
        }
    }
}
