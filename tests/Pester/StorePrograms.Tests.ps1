# What a program's exit code means in the script blocks of a store: by PowerShell 7.4 and later, and by the rule of Windows PowerShell.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeDiscovery {
    $onWindows = $PSVersionTable.PSEdition -ne 'Core' -or $IsWindows
    $fails, $succeeds = if ($onWindows) { 'cmd.exe /c exit 3', 'cmd.exe /c exit 0' } else { 'sh -c "exit 3"', 'sh -c "exit 0"' }
    $ofThisShell = if (Test-Path -Path variable:global:PSNativeCommandUseErrorActionPreference) { 'the first exit code' }
    $rules = @($ofThisShell; 'the last exit code') | Where-Object { $_ }
}

BeforeAll {
    . "$PSScriptRoot/Support/Connected.ps1"
    $name = 'PSNativeCommandUseErrorActionPreference'
    $outside = Get-Variable -Name $name -Scope Global -ValueOnly -ErrorAction Ignore

    function Invoke-Rotation([string] $Program, [hashtable] $More = @{}, [switch] $Pipeline) {
        # A token of its own, whose secret is kept where the script blocks find it.
        $script:old = New-DtToken "token $([guid]::NewGuid())" metrics.read -Lifetime 30d -Confirm:$false
        $kept = @{ entry = $old.Token }
        $store = @{ SecretName = 'entry'; Confirm = $false } + $More
        $store.Store = [scriptblock]::Create("param(`$Name, `$Token) $Program; `$kept[`$Name] = `$Token")
        if (-not $Pipeline) {
            $store.Retrieve = { param($Name) $kept[$Name] }
            $store.Discard = { param($Name) $kept.Remove($Name) }
        }

        Invoke-DtTokenRotation $old.Id @store -ErrorAction SilentlyContinue -ErrorVariable problems -WarningAction Ignore
        $script:problems = $problems
    }
}

AfterAll {
    Stop-Sandbox $sandbox
}

Describe 'Where <_> counts' -ForEach $rules {
    BeforeAll {
        if ($_ -eq 'the last exit code') {
            # As on Windows PowerShell 5.1, which has no such variable.
            Remove-Variable -Name $name -Scope Global -ErrorAction Ignore
        }
    }

    AfterAll {
        if ($null -ne $outside) {
            Set-Variable -Name $name -Value $outside -Scope Global
        }
    }

    It 'a store that runs <Program> has not stored' -ForEach @{ Program = $fails }, @{ Program = "`$null = $fails" }, @{ Program = "$fails; 'more'" } {
        $state = (Invoke-Rotation $Program).State

        $state | Should -Not -BeIn 'Superseded', 'Revoked'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'SecretStoreFailed,*'
        "$($problems[0])" | Should -BeLike '*exit code*3*'
        Test-DtToken -Token $old.Token | Should -BeTrue
    }

    It 'a pipeline that runs it has not taken the secret' -ForEach @{ Program = $fails }, @{ Program = "`$null = $fails" } {
        $null = Invoke-Rotation $Program -Pipeline

        "$problems" | Should -BeLike '*exit code*3*'
        Test-DtToken -Token $old.Token | Should -BeTrue
    }

    It 'a consumer that runs it has not been told' -ForEach @{ Fails = $fails } {
        $null = Invoke-Rotation '' @{ After = [scriptblock]::Create($Fails) }

        $problems[0].FullyQualifiedErrorId | Should -BeLike 'AfterFailed,*'
        Test-DtToken -Token $old.Token | Should -BeTrue
    }

    It 'an exit code that is allowed is none that fails' -ForEach @{ Fails = $fails } {
        (Invoke-Rotation $Fails @{ AllowExitCode = 3 }).State | Should -Be 'Superseded'
        $problems | Should -BeNullOrEmpty
    }

    It 'a program that succeeds after one that fails hides it only where the last one counts' -ForEach @{ Programs = "$fails; $succeeds"; Rule = $_ } {
        $state = (Invoke-Rotation $Programs).State

        $state -eq 'Superseded' | Should -Be ($Rule -eq 'the last exit code')
    }
}

Describe 'What a job does' {
    It 'is not seen' -ForEach @{ Fails = $fails } {
        (Invoke-Rotation "`$null = Start-Job { $Fails } | Wait-Job | Remove-Job").State | Should -Be 'Superseded'
    }
}

Describe 'The text of a SecureString' {
    It 'is refused where it is written' {
        { Invoke-Rotation '$null = "$Token"' } | Should -Throw -ErrorId 'TokenAsText,*'

        Test-DtToken -Token $old.Token | Should -BeTrue
    }

    It 'is told where it is found, and no token counts on it' {
        $null = Invoke-Rotation '$other = $Token; $Token = "$other"'

        "$problems" | Should -BeLike '*made text of a SecureString*'
        Test-DtToken -Token $old.Token | Should -BeTrue
    }
}
