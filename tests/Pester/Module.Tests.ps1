BeforeAll {
    . "$PSScriptRoot/Support/Module.ps1"
}

Describe 'The module' {
    It 'has a valid manifest' {
        Test-ModuleManifest $manifest -ErrorAction Stop | Should -Not -BeNullOrEmpty
    }

    It 'imports again with -Force' {
        Import-Module $manifest -Force
        (Get-Command -Module TokenRotation).Count | Should -BeGreaterThan 9
    }
}
