# The samples of stores that a build machine can have, from end to end: pass with gpg, and KeePassXC's command line. .ci/run installs
# them where it may, and runs this file; dotnet test does not.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeAll {
    Import-Module "$PSScriptRoot/../../src/TokenRotation.Testing/TokenRotation.Testing.psd1"
    . "$PSScriptRoot/../Pester/Support/Module.ps1"
    Import-Module "$PSScriptRoot/../Pester/Support/Shell.psm1"

    function New-PasswordStore([string] $Folder) {
        $null = New-Item -ItemType Directory -Path $Folder
        $env:GNUPGHOME, $env:PASSWORD_STORE_DIR = "$Folder/gpg", "$Folder/store"
        $null = New-Item -ItemType Directory -Path $env:GNUPGHOME
        chmod 700 $env:GNUPGHOME
        $null = gpg --batch --quiet --passphrase '' --quick-generate-key 'store of tests' default default never 2>&1
        $null = pass init 'store of tests' 2>&1
        @{ Line = "& '$PSScriptRoot/../../samples/stores/pass.ps1'"; Lock = { $env:GNUPGHOME = "$Folder/nobody" }.GetNewClosure() }
    }

    function New-KeePassStore([string] $Folder) {
        $null = New-Item -ItemType Directory -Path $Folder
        $null = keepassxc-cli db-create --set-key-file "$Folder/db.key" "$Folder/db.kdbx" 2>&1
        $line = "& '$PSScriptRoot/../../samples/stores/keepassxc.ps1' -Database '$Folder/db.kdbx' -KeyFile '$Folder/db.key'"
        @{ Line = $line; Lock = { Set-Content -Path "$Folder/db.key" -Value 'another key' }.GetNewClosure() }
    }
}

Describe '<_>' -ForEach 'pass', 'keepassxc' {
    BeforeEach {
        $sandbox = Start-Sandbox
        $null = Connect-DtEnvironment $sandbox.Url -ApiToken $sandbox.AdminToken
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        $real = if ($_ -eq 'pass') { New-PasswordStore $folder } else { New-KeePassStore $folder }
        $store = & ([scriptblock]::Create($real.Line))
        $old = Find-DtToken -Token $sandbox.SampleToken
        & $store.Store 'dt-rw' $sandbox.SampleToken
    }

    AfterEach {
        if ($env:GNUPGHOME) {
            gpgconf --kill gpg-agent 2>&1 | Out-Null
        }

        Remove-Item -Path Env:GNUPGHOME, Env:PASSWORD_STORE_DIR -ErrorAction Ignore
        Get-DtEnvironment | Disconnect-DtEnvironment
        Stop-Sandbox $sandbox
    }

    It 'holds the new secret after a rotation, and nothing else when the old token is gone' {
        $null = Invoke-DtTokenRotation -Overlap 0d $old.Id @store -SecretName dt-rw -Confirm:$false -ErrorAction Stop
        Test-DtToken -Token (& $store.Retrieve 'dt-rw') -Scope ReadConfig, WriteConfig | Should -BeTrue
        Test-DtToken -Token $sandbox.SampleToken | Should -BeFalse

        Step-SandboxClock $sandbox 7.00:01:00
        (Resume-DtTokenRotation @store -SecretName dt-rw -Confirm:$false -ErrorAction Stop).State | Should -Be 'Removed'
        & $store.Retrieve 'dt-rw-previous' | Should -BeNullOrEmpty
        Find-DtToken 'RW config token*' | Should -HaveCount 1
    }

    It 'goes on after a run that was killed when it had stored the new secret' {
        $script = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        Set-Content -Path $script -Value @"
Import-Module '$manifest'
`$store = $($real.Line)
`$inner = `$store.Store
`$store.Store = {
    param(`$Name, `$Token)
    & `$inner `$Name `$Token
    if (`$Name -like '*-pending-*') { [System.Diagnostics.Process]::GetCurrentProcess().Kill() }
}.GetNewClosure()
`$null = Connect-DtEnvironment '$($sandbox.Url)'
Invoke-DtTokenRotation -Overlap 0d '$($old.Id)' @store -SecretName dt-rw -Confirm:`$false
"@
        $admin = [System.Net.NetworkCredential]::new('', $sandbox.AdminToken).Password
        $run = Invoke-ShellCommandLine "-NoProfile -NonInteractive -File `"$script`"" -Environment @{ DT_API_TOKEN = $admin }
        $run.ExitCode | Should -Not -Be 0
        Test-DtToken -Token (& $store.Retrieve 'dt-rw') | Should -BeTrue

        $null = Invoke-DtTokenRotation -Overlap 0d $old.Id @store -SecretName dt-rw -Confirm:$false -ErrorAction Stop

        $new = Find-DtToken -Token (& $store.Retrieve 'dt-rw')
        $new.Id | Should -Not -Be $old.Id
        Find-DtToken 'RW config token*' -Enabled | Should -HaveCount 1
    }

    It 'has the old secret again after an undo' {
        $null = Invoke-DtTokenRotation -Overlap 0d $old.Id @store -SecretName dt-rw -Confirm:$false -ErrorAction Stop
        $both = @{ Store = $store.Store; Retrieve = $store.Retrieve; SecretName = 'dt-rw' }
        $null = Undo-DtTokenRotation $old.Id @both -Confirm:$false -ErrorAction Stop

        (Find-DtToken -Token (& $store.Retrieve 'dt-rw')).Id | Should -Be $old.Id
        Test-DtToken -Token $sandbox.SampleToken | Should -BeTrue
    }

    It 'changes no token while it is locked' {
        & $real.Lock

        Invoke-DtTokenRotation -Overlap 0d $old.Id @store -SecretName dt-rw -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problems

        $problems[0].FullyQualifiedErrorId | Should -BeLike 'SecretStoreFailed,*'
        @(Get-SandboxChange $sandbox).Count | Should -Be 0
        Test-DtToken -Token $sandbox.SampleToken | Should -BeTrue
    }
}
