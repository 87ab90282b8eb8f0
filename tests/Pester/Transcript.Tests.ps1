# A transcript of rotations, with everything that PowerShell can be made to say, into stores that fail in every way in which a
# script may fail that does not itself say the secret.

BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    Import-Module "$PSScriptRoot/Support/Shell.psm1"
    $transcript = Join-Path $TestDrive 'transcript.txt'
    $secrets = Join-Path $TestDrive 'secrets.txt'
    $olds = [System.Collections.Generic.List[object]]::new()

    # Each case has a token of its own; $kept is what the store keeps.
    function Invoke-Rotation([hashtable[]] $Case) {
        Remove-Item $transcript, $secrets -ErrorAction Ignore
        $olds.Clear()
        $Case | ForEach-Object { $olds.Add((New-DtToken "Pester transcript $($_.Name)" metrics.read)) }
        Invoke-Shell -Environment @{
            DT_API_TOKEN = [System.Net.NetworkCredential]::new('', $sandbox.AdminToken).Password
            OLD          = ($olds | ForEach-Object { [System.Net.NetworkCredential]::new('', $_.Token).Password }) -join ' '
            MANIFEST     = $manifest
            SANDBOX_URL  = $sandbox.Url
            TRANSCRIPT   = $transcript
            SECRETS      = $secrets
            CASES        = ConvertTo-Json $Case
        } {
            $cases = $env:CASES | ConvertFrom-Json
            $secretsOfOld = $env:OLD.Split(' ')
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            $null = Start-Transcript -Path $env:TRANSCRIPT -IncludeInvocationHeader
            Import-Module $env:MANIFEST -Verbose:$false
            Connect-DtEnvironment $env:SANDBOX_URL
            for ($i = 0; $i -lt $cases.Count; $i++) {
                $kept = @{ entry = [System.Net.NetworkCredential]::new('', $secretsOfOld[$i]).SecurePassword }
                $old = Find-DtToken -Token $kept.entry
                $note = '[System.Net.NetworkCredential]::new("", $Token).Password >> $env:SECRETS; '
                $store = [scriptblock]::Create('param($Name, $Token) ' + $note + $cases[$i].Store)
                $retrieve = [scriptblock]::Create('param($Name) ' + $cases[$i].Retrieve)
                $old | Invoke-DtTokenRotation -Overlap 0d -SecretName entry -Store $store -Retrieve $retrieve -Confirm:$false | Out-Host
                $old | Get-DtTokenRotation | Format-List | Out-Host
                $old | Invoke-DtTokenRotation -Confirm:$false | Tee-Object -Variable new | Out-Host
                $new | ForEach-Object { [System.Net.NetworkCredential]::new('', $_.Token).Password >> $env:SECRETS }
            }

            $Error | Format-List * -Force | Out-Host
            Get-Error -Newest 10 | Out-Host
            Stop-Transcript
        }

        $olds | ForEach-Object { [System.Net.NetworkCredential]::new('', $_.Token).Password >> $secrets }
    }
}

AfterAll { Stop-Sandbox $sandbox }

Describe 'A transcript' {
    It 'holds no secret, whatever of a store fails' {
        $said = Invoke-Rotation @(
            @{ Name = 'everything works'; Store = '$kept[$Name] = $Token'; Retrieve = '$kept[$Name]' }
            @{ Name = 'the store throws'; Store = 'throw "the safe is closed"'; Retrieve = '$kept[$Name]' }
            @{ Name = 'the store writes an error'; Store = 'Write-Error "the safe is closed"'; Retrieve = '$kept[$Name]' }
            @{ Name = 'a command fails'; Store = 'Get-Item /there/is/no/such/item -ErrorAction Stop'; Retrieve = '$kept[$Name]' }
            @{ Name = 'a conversion fails'; Store = '[int] $Token'; Retrieve = '$kept[$Name]' }
            @{ Name = 'the store keeps nothing'; Store = ''; Retrieve = '$kept[$Name]' }
            @{ Name = 'the store returns it'; Store = '$kept[$Name] = $Token; $Token'; Retrieve = '$kept[$Name]' }
            @{ Name = 'reading throws'; Store = '$kept[$Name] = $Token'; Retrieve = 'throw "no answer"' }
            @{ Name = 'no token is read'; Store = '$kept[$Name] = $Token'; Retrieve = '"nothing of the kind"' }
            @{ Name = 'another token is read'; Store = '$kept[$Name] = $Token'; Retrieve = '$env:DT_API_TOKEN' }
        )
        $text = (Get-Content $transcript -Raw) + ($said | Out-String -Width 4000)

        $olds | ForEach-Object { $text | Should -BeLike "*$($_.Id)*" }
        $text | Should -BeLike '*the safe is closed*'
        @(Get-Content $secrets).Count | Should -BeGreaterThan 20
        foreach ($secret in Get-Content $secrets) {
            $text.IndexOf($secret.Split('.')[2], [System.StringComparison]::OrdinalIgnoreCase) | Should -Be -1
        }
    }

    It 'holds what a script shows, which is left to its author' {
        $null = Invoke-Rotation @(@{ Name = 'shown'; Store = '$kept[$Name] = $Token; Write-Host (Get-Content $env:SECRETS -Tail 1)'; Retrieve = '$kept[$Name]' })

        $secret = (Get-Content $secrets)[0]
        Get-Content $transcript -Raw | Should -BeLike "*$secret*"
    }
}
