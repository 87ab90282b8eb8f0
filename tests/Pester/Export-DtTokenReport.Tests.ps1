BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'Export-DtTokenReport' {
    It 'writes one HTML file, and data that a later report is compared with' {
        $data = Join-Path $TestDrive 'last.json'
        Find-DtToken -Environment * | Export-DtTokenReport -Path (Join-Path $TestDrive 'first.html') -Json $data
        $new = New-DtToken 'Pester report' ReadConfig

        $file = Find-DtToken | Export-DtTokenReport -Path (Join-Path $TestDrive 'second.html') -Baseline $data -PassThru

        Get-Content $file.FullName -Raw | Should -BeLike "*1 new*$($new.Id)*"
    }
}
