# What can be held to here of signing, which Windows alone can do: which files are signed, and that the module takes a signature.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The real one has them.')]
param()

BeforeAll {
    . "$PSScriptRoot/Support/Module.ps1"
    Import-Module "$PSScriptRoot/Support/Shell.psm1"
    $sign = Join-Path $PSScriptRoot '../../.github/sign.ps1'
    $module = Join-Path $TestDrive 'TokenRotation'
    $null = New-Item -ItemType Directory -Path $module
    # Beside a manifest in a checkout there is more than the module.
    'TokenRotation.psd1', 'bin', 'en-US' |
        ForEach-Object { Copy-Item -Path (Join-Path (Split-Path -Path $manifest -Parent) $_) -Destination $module -Recurse }
    Copy-Item -Path "$PSScriptRoot/../../samples" -Destination $module -Recurse

    function Set-AuthenticodeSignature {
        param([Parameter(ValueFromPipeline)] $InputObject, $Certificate, $HashAlgorithm, $TimestampServer)
    }

    function Get-Relative([string[]] $Path) {
        $Path | ForEach-Object { $_.Substring($module.Length + 1).Replace('\', '/') } | Sort-Object
    }
}

Describe 'sign.ps1' {
    BeforeEach {
        $status = 'Valid'
        $signed = [System.Collections.Generic.List[string]]::new()
        Mock Get-Item { 'certificate' } -ParameterFilter { "$Path" -like 'Cert:*' }
        Mock Set-AuthenticodeSignature {
            $signed.Add($InputObject.FullName)
            [pscustomobject]@{ Path = $InputObject.FullName; Status = $status }
        }
    }

    It 'signs whatever an execution policy asks of the module, the samples, and no assembly of others' {
        & $sign -Path $module

        $asked = @(Get-ChildItem -Path $module -Recurse -File -Include '*.ps1', '*.psm1', '*.psd1', '*.ps1xml', '*.cdxml', '*.psc1')
        $ours = @(Get-ChildItem -Path $module -Recurse -File -Include 'TokenRotation*.dll')
        Get-Relative $signed | Should -Be (Get-Relative ($asked + $ours).FullName)
        Get-Relative $signed | Where-Object { $_ -like '*.dll' -and $_ -notlike '*/TokenRotation*' } | Should -BeNullOrEmpty
        Get-Relative $asked.FullName | Where-Object { $_ -notlike 'samples/*' } |
            Should -Be 'bin/TokenRotation.Format.ps1xml', 'bin/TokenRotation.Types.ps1xml', 'TokenRotation.psd1'
    }

    It 'fails where one is not signed' {
        $status = 'HashMismatch'

        { & $sign -Path $module } | Should -Throw 'Not signed: *TokenRotation.psd1*'
    }
}

Describe 'A module with signatures' {
    It 'is imported, and shows what it shows without them' {
        # The form in which Windows writes them.
        foreach ($file in Get-ChildItem -Path $module -File -Include '*.psd1', '*.ps1xml' -Recurse) {
            $lines = 'SIG # Begin signature block', ('MII' + 'A' * 61), 'SIG # End signature block'
            $block = $lines | ForEach-Object { if ($file.Extension -eq '.ps1xml') { "<!-- $_ -->" } else { "# $_" } }
            Add-Content -LiteralPath $file.FullName -Value (@('') + $block)
        }

        $show = {
            Import-Module $env:DT_TEST_MANIFEST
            [TokenRotation.DtToken] @{ Id = 'dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX'; Name = 'signed' } | Format-Table | Out-String
            (Get-Command -Module TokenRotation).Count
        }
        $signed = Invoke-Shell $show -Environment @{ DT_TEST_MANIFEST = Join-Path $module 'TokenRotation.psd1' }

        $signed | Should -BeLike '*signed*'
        $signed | Should -Be (Invoke-Shell $show -Environment @{ DT_TEST_MANIFEST = $manifest })
    }
}
