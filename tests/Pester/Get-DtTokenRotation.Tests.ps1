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
        $rotation.NotBefore | Should -BeGreaterThan ([datetimeoffset]::UtcNow.AddDays(6))
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
    }
}
