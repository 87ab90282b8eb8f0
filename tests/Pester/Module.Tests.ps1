BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../TokenRotation.psd1')
}

Describe 'The module' {
    It 'has a valid manifest' {
        Test-ModuleManifest (Join-Path $PSScriptRoot '../../TokenRotation.psd1') -ErrorAction Stop | Should -Not -BeNullOrEmpty
    }

    It 'imports again with -Force' {
        Import-Module (Join-Path $PSScriptRoot '../../TokenRotation.psd1') -Force
        (Get-Command -Module TokenRotation).Count | Should -BeGreaterThan 9
    }
}
