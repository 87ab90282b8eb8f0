BeforeAll { . "$PSScriptRoot/Support/Connected.ps1" }
AfterAll { Stop-Sandbox $sandbox }

Describe 'One token in many places' {
    BeforeEach {
        $script:broken = ''
        $files = @{
            Overlap  = '0d'
            Store    = {
                param($Name, $Token)
                if ($Name -eq $script:broken) { throw 'no room' }
                Set-Content -Path (Join-Path $TestDrive $Name) -Value ([System.Net.NetworkCredential]::new('', $Token).Password)
            }
            Retrieve = {
                param($Name)
                Get-Content -Path (Join-Path $TestDrive $Name) -ErrorAction Ignore
            }
        }
        $old = New-DtToken "Pester places $([guid]::NewGuid().ToString('N').Substring(0, 6))" ReadConfig
        $both = "$($old.Id.Substring(7, 8))-a", "$($old.Id.Substring(7, 8))-b"
        foreach ($name in $both) {
            Set-Content -Path (Join-Path $TestDrive $name) -Value ([System.Net.NetworkCredential]::new('', $old.Token).Password)
        }
    }

    It 'writes both files, with the line break that one of them has, and revokes the old token' {
        (Invoke-DtTokenRotation $old.Id -SecretName $both @files).State | Should -Be 'Revoked'

        Get-Content (Join-Path $TestDrive $both[0]) | Should -Be (Get-Content (Join-Path $TestDrive $both[1]))
        Test-DtToken -Token (Get-Content (Join-Path $TestDrive $both[0])) | Should -BeTrue
        Test-DtToken -Token $old.Token | Should -BeFalse
    }

    It 'revokes nothing as long as one of them fails, and goes on when it works' {
        $script:broken = $both[1]
        $null = Invoke-DtTokenRotation $old.Id -SecretName $both @files -ErrorAction SilentlyContinue -ErrorVariable failed
        "$failed" | Should -BeLike '*no room*'
        Test-DtToken -Token $old.Token | Should -BeTrue

        $script:broken = ''
        (Invoke-DtTokenRotation $old.Id -SecretName $both @files).State | Should -Be 'Revoked'
        Get-Content (Join-Path $TestDrive $both[0]) | Should -Be (Get-Content (Join-Path $TestDrive $both[1]))
    }

    It 'puts all of them back' {
        $null = Invoke-DtTokenRotation $old.Id -SecretName $both @files
        $files.Remove('Overlap')
        $null = Undo-DtTokenRotation $old.Id -SecretName $both @files -Confirm:$false

        foreach ($name in $both) {
            Get-Content (Join-Path $TestDrive $name) | Should -Be ([System.Net.NetworkCredential]::new('', $old.Token).Password)
        }

        Test-DtToken -Token $old.Token | Should -BeTrue
    }
}

Describe 'Another name beside an entry that bears the name' {
    BeforeEach {
        $files = @{
            Store    = {
                param($Name, $Token)
                Set-Content -Path (Join-Path $TestDrive $Name) -Value ([System.Net.NetworkCredential]::new('', $Token).Password)
            }
            Retrieve = {
                param($Name)
                Get-Content -Path (Join-Path $TestDrive $Name) -ErrorAction Ignore
            }
        }
        $old = New-DtToken "pester-named-$([guid]::NewGuid().ToString('N').Substring(0, 6))" ReadConfig
        $null = & $files.Store $old.Name $old.Token
        $renamed = @{ Id = $old.Id; NewName = 'all the metrics of production' } + $files
    }

    It 'is refused before anything is made' {
        $before = @(Get-SandboxChange $sandbox).Count

        Invoke-DtTokenRotation @renamed -SecretName '{Name}' -ErrorAction SilentlyContinue -ErrorVariable refused

        $refused.FullyQualifiedErrorId | Should -Be 'RotationRefused,TokenRotation.Cmdlets.InvokeDtTokenRotationCommand'
        "$refused" | Should -BeLike '*Leave -NewName out, or give a -SecretName without {Name}.'
        @(Get-SandboxChange $sandbox).Count | Should -Be $before
        Get-Content (Join-Path $TestDrive $old.Name) | Should -Be ([System.Net.NetworkCredential]::new('', $old.Token).Password)
        @(Get-ChildItem $TestDrive -Filter '*metrics*').Count | Should -Be 0
    }

    It 'is taken where the entry has a name of its own, as the refusal says' {
        (Invoke-DtTokenRotation @renamed -SecretName $old.Name -Overlap 0d).State | Should -Be 'Revoked'

        $new = Find-DtToken -Token (Get-Content (Join-Path $TestDrive $old.Name))
        $new.Name | Should -Be 'all the metrics of production'
        Test-DtToken -Token $old.Token | Should -BeFalse
    }
}
