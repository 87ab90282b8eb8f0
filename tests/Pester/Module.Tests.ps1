BeforeDiscovery {
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

Describe '<Name>' -ForEach (Get-Command -Module TokenRotation | ForEach-Object { @{ Command = $_; Name = $_.Name } }) {
    It 'has a file of its own' {
        Join-Path $PSScriptRoot "../../src/TokenRotation/Cmdlets/$($Name -replace '-')Command.cs" | Should -Exist
    }

    It 'has a Pester file' {
        Join-Path $PSScriptRoot "$Name.Tests.ps1" | Should -Exist
    }

    It 'uses an approved verb' {
        (Get-Verb).Verb | Should -Contain $Command.Verb
    }
}
