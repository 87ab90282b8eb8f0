BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Get-DtTokenRotation' {
    It 'has nothing to show while no rotation is under way' {
        Get-DtTokenRotation | Should -BeNullOrEmpty
    }

    It 'shows where a rotation stands and from when it goes on, and changes nothing' {
        $old = New-DtToken 'Pester state' ReadConfig
        $new = Invoke-DtTokenRotation $old.Id -WarningAction Ignore
        $null = $new | Complete-DtTokenRotation
        $before = @(Get-SandboxChange $sandbox).Count

        $rotation = Get-DtTokenRotation | Where-Object Id -EQ $old.Id

        $rotation.State | Should -Be 'Revoked'
        $rotation.SuccessorId | Should -Be $new.Id
        $rotation.Name | Should -Be 'Pester state'
        $rotation.Reason | Should -BeLike "Revoked at *; Resume-DtTokenRotation -Id $($old.Id) deletes it from *"
        $rotation.NotBefore | Should -BeGreaterThan ([datetimeoffset]::UtcNow.AddDays(6))
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
    }

    It 'says with a store what its entry holds, and which command begins or goes on' {
        $old = New-DtToken 'Pester holds' ReadConfig
        $entries = @{ holds = $old.Token }
        $store = @{
            SecretName = 'holds'
            Store      = { param($Name, $Token) $entries[$Name] = $Token }.GetNewClosure()
            Retrieve   = { param($Name) $entries[$Name] }.GetNewClosure()
        }

        $due = Get-DtTokenRotation $old.Id @store
        $made = (Invoke-DtTokenRotation $old.Id @store -Overlap 1d).SuccessorId
        $both = Get-DtTokenRotation $old.Id @store

        $due.StoreHolds | Should -BeLike "*'holds' holds the secret of the old token $($old.Id)."
        $due.Reason | Should -BeLike "*Invoke-DtTokenRotation -Id $($old.Id) rotates it."
        $both.StoreHolds | Should -BeLike "*'holds' holds the secret of the new token $made."
        $both.Reason | Should -BeLike "*Resume-DtTokenRotation -Id $($old.Id) with the same store revokes the old one then."
        $both | Format-List | Out-String | Should -BeLike '*StoreHolds*'
    }
}
