BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Resume-DtTokenRotation' {
    It 'begins no rotation' {
        $due = New-DtToken 'Pester due' ReadConfig -Lifetime 1d
        $before = @(Get-SandboxChange $sandbox).Count
        Resume-DtTokenRotation $due.Id -Confirm:$false
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
    }

    It 'deletes the old token after the grace period that its name notes, and not before' {
        $old = New-DtToken 'Pester grace' ReadConfig
        $null = Invoke-DtTokenRotation $old.Id | Complete-DtTokenRotation -GracePeriod 10d
        Step-SandboxClock $sandbox 9.00:00:00
        $null = Resume-DtTokenRotation -Confirm:$false
        (Find-DtToken -Id $old.Id).Enabled | Should -BeFalse
        Step-SandboxClock $sandbox 1.00:01:00
        $removed = Resume-DtTokenRotation -Confirm:$false
        $removed.State | Should -Be 'Removed'
        { Find-DtToken -Id $old.Id -ErrorAction Stop } | Should -Throw -ErrorId 'TokenNotFound,*'
    }

    It 'does not cut the overlap of a rotation short' {
        $old = New-DtToken 'Pester overlap' ReadConfig
        $entries = @{ 'dt-overlap' = $old.Token }
        $store = @{
            SecretName = 'dt-overlap'
            Store      = { param($Name, $Token) $entries[$Name] = $Token }.GetNewClosure()
            Retrieve   = { param($Name) $entries[$Name] }.GetNewClosure()
        }
        $null = Invoke-DtTokenRotation $old.Id @store -Overlap 2d
        Step-SandboxClock $sandbox 1.00:00:00
        $null = Resume-DtTokenRotation @store -Confirm:$false -WarningAction Ignore
        (Find-DtToken -Id $old.Id).Enabled | Should -BeTrue
        Step-SandboxClock $sandbox 1.00:01:00
        $null = Resume-DtTokenRotation @store -Confirm:$false -WarningAction Ignore
        (Find-DtToken -Id $old.Id).Enabled | Should -BeFalse
    }
}
