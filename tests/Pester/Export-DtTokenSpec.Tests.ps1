[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    Import-Module "$PSScriptRoot/../TokenRotation.Module.Tests/Support/Modules/Microsoft.PowerShell.SecretManagement.psm1" -Force
    $null = Register-SecretVault -Name Ops

    function Get-Shape([object] $Token) {
        $life = if ($Token.ExpirationDate) { [math]::Round(($Token.ExpirationDate - $Token.CreationDate).TotalMinutes) }
        "$($Token.Name)|$(($Token.Scopes | Sort-Object) -join ',')|$life"
    }
}

AfterAll { Stop-Sandbox $sandbox }

Describe 'Export-DtTokenSpec' {
    BeforeAll {
        $path = Join-Path $TestDrive 'spec.json'
    }

    It 'writes a token that New-DtToken makes another one from: <Name>' -ForEach @(
        @{ Name = 'for ever'; Lifetime = $null }
        @{ Name = 'ninety days'; Lifetime = '90d' }
        @{ Name = 'twelve hours'; Lifetime = '12h' }
        @{ Name = "Gr$([char] 0xFC)n, [prod] 'A' \ <b>"; Lifetime = '90m' }
    ) {
        $more = if ($Lifetime) { @{ Lifetime = $Lifetime } } else { @{} }
        $first = Find-DtToken -Id (New-DtToken $Name metrics.read, ReadConfig @more).Id
        $first | Export-DtTokenSpec $path
        $second = Find-DtToken -Id (New-DtToken -Path $path).Id

        $second.Id | Should -Not -Be $first.Id
        Get-Shape $second | Should -Be (Get-Shape $first)
        (Get-Content -LiteralPath $path -Raw | ConvertFrom-Json).name | Should -Be $Name
    }

    It 'writes many, which Invoke-DtTokenRotation makes where they are missing and finds where they are not' {
        $made = 1..3 | ForEach-Object { New-DtToken "fleet $_" metrics.read -Lifetime 30d }
        Find-DtToken -Name 'fleet *' | Export-DtTokenSpec -Path $path
        $file = Get-Content -LiteralPath $path -Raw | ConvertFrom-Json
        $file.tokens.name | Should -Be 'fleet 1', 'fleet 2', 'fleet 3'

        (Invoke-DtTokenRotation -Path $path -Vault Ops -SecretName '{Name}' -WhatIf 6>&1) | Should -BeNullOrEmpty
        $made | Remove-DtToken -Force -Confirm:$false
        $null = Invoke-DtTokenRotation -Path $path -Vault Ops -SecretName '{Name}' -Confirm:$false
        $again = Find-DtToken -Name 'fleet ?'
        $again.Count | Should -Be 3
        $again.Id | ForEach-Object { $_ | Should -Not -BeIn $made.Id }
    }

    It 'takes IDs, names, rows and a file of IDs' {
        $one = New-DtToken 'named for export' metrics.read
        foreach ($export in @(
                { Export-DtTokenSpec $path -Id $one.Id }
                { Export-DtTokenSpec $path -Name 'named for export' }
                { $one.Id | Export-DtTokenSpec $path }
                { [pscustomobject] @{ Name = 'named for export' } | Export-DtTokenSpec $path })) {
            Remove-Item -LiteralPath $path -ErrorAction Ignore
            (& $export) | Should -BeNullOrEmpty
            (Get-Content -LiteralPath $path -Raw | ConvertFrom-Json).name | Should -Be 'named for export'
        }
    }

    It 'emits the file that can be piped on' {
        $one = New-DtToken 'piped on' metrics.read
        (Export-DtTokenSpec $path -Id $one.Id -PassThru | New-DtToken).Name | Should -Be 'piped on'
    }

    It 'writes a rotation once, under the name without its note' {
        $old = New-DtToken 'being replaced' metrics.read
        $null = Invoke-DtTokenRotation $old.Id -Confirm:$false -WarningAction SilentlyContinue
        Find-DtToken -Name 'being replaced*' | Export-DtTokenSpec $path -WarningVariable said
        (Get-Content -LiteralPath $path -Raw | ConvertFrom-Json).name | Should -Be 'being replaced'
        $said | Should -BeNullOrEmpty
    }

    It 'says which of several with one name it holds' {
        $twins = 1..2 | ForEach-Object { New-DtToken 'twin to export' metrics.read }
        $twins | Export-DtTokenSpec $path -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike "*2 tokens are called 'twin to export'*"
        (Get-Content -LiteralPath $path -Raw | ConvertFrom-Json).name | Should -Be 'twin to export'
    }

    It 'names the environments of tokens of several' {
        $other = Start-Sandbox
        try {
            $second = Connect-DtEnvironment $other.Url -ApiToken $other.AdminToken
            Find-DtToken -Environment $sandbox.Url, $other.Url -Name 'RW config token' | Export-DtTokenSpec $path
            (Get-Content -LiteralPath $path -Raw | ConvertFrom-Json).tokens.environment | Sort-Object |
                Should -Be (@($sandbox.Url, $other.Url).TrimEnd('/') | Sort-Object)
        }
        finally {
            $second | Disconnect-DtEnvironment
            Stop-Sandbox $other
        }
    }

    It 'writes no secret, and no file where nothing came in' {
        $new = New-DtToken 'with a secret' metrics.read
        $new | Export-DtTokenSpec $path
        $secret = [System.Net.NetworkCredential]::new('', $new.Token).Password
        Get-Content -LiteralPath $path -Raw | Should -Not -BeLike "*$($secret.Split('.')[2])*"
        $none = Join-Path $TestDrive 'none.json'
        Find-DtToken -Name 'nobody is called so' | Export-DtTokenSpec $none -WarningVariable said -WarningAction SilentlyContinue
        Test-Path -LiteralPath $none | Should -BeFalse
        "$said" | Should -BeLike '*no file was written*'
    }

    It 'says why a file cannot be written' {
        { Export-DtTokenSpec (Join-Path $TestDrive 'nosuch/spec.json') -Name 'RW config token' -ErrorAction Stop } |
            Should -Throw -ErrorId 'SpecFileNotWritable,*'
    }
}
