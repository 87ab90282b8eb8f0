BeforeDiscovery {
    $root = Join-Path $PSScriptRoot '../..'
    Import-Module (Join-Path $root 'TokenRotation.psd1')
    $commands = Get-Command -Module TokenRotation | ForEach-Object { @{ Command = $_; Name = $_.Name; Root = $root } }
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

Describe '<Name>' -ForEach $commands {
    It 'has a file of its own' {
        Join-Path $Root "src/TokenRotation/Cmdlets/$($Name -replace '-')Command.cs" | Should -Exist
    }

    It 'has a Pester file' {
        Join-Path $PSScriptRoot "$Name.Tests.ps1" | Should -Exist
    }

    It 'uses an approved verb' {
        (Get-Verb).Verb | Should -Contain $Command.Verb
    }
}
