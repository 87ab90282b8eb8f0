[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

# What users install: both modules and the tool, from the folder that TOKENROTATION_FEED names, for an account that has nothing else.
BeforeAll {
    Import-Module "$PSScriptRoot/../Pester/Support/Shell.psm1"
    $repository = (Resolve-Path "$PSScriptRoot/../..").ProviderPath
    $feed = (Resolve-Path -LiteralPath $env:TOKENROTATION_FEED).ProviderPath
    $version = (Import-PowerShellDataFile "$repository/TokenRotation.psd1").ModuleVersion
    $onUnix = $PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows
    $separator = [System.IO.Path]::PathSeparator

    function New-EmptyAccount([string] $Name) {
        # A home of its own where the system lets an environment variable say so; modules go to a folder of its own anyway.
        $folder = "$TestDrive/$Name"
        $modules = if ($onUnix) { "$folder/.local/share/powershell/Modules" } else { "$folder/Modules" }
        $null = New-Item -ItemType Directory -Path $modules, "$folder/bin"
        @{
            HOME                           = $folder
            XDG_DATA_HOME                  = "$folder/.local/share"
            XDG_CONFIG_HOME                = "$folder/.config"
            DOTNET_CLI_HOME                = $folder
            DOTNET_ADD_GLOBAL_TOOLS_TO_PATH = '0'
            DOTNET_NOLOGO                  = '1'
            # The tool's program looks for a .NET where it is usually installed.
            DOTNET_ROOT                    = Split-Path -Path (Get-DotNet) -Parent
            PATH                           = "$folder/bin$separator$folder/.dotnet/tools$separator$env:PATH"
            PSModulePath                   = "$modules$separator$PSHOME/Modules"
            MODULES                        = $modules
            FEED                           = $feed
            TOKENROTATION_SANDBOX          = ''
            POWERSHELL_TELEMETRY_OPTOUT    = '1'
        }
    }

    function Get-DotNet {
        # The shell of the tests is a .NET program that dotnet runs.
        $shell = (Get-Process -Id $PID).Path
        $dotnet = if ((Split-Path -Leaf $shell) -like 'dotnet*') { $shell } else { (Get-Command dotnet -CommandType Application)[0].Source }
        $file = Get-Item -LiteralPath $dotnet
        if ($file.LinkType -eq 'SymbolicLink') { $file.ResolvedTarget } else { $dotnet }
    }

    function Invoke-As([hashtable] $Account, [scriptblock] $ScriptBlock) {
        # The last line is what the script block has come to; whatever else is said stands in the failure.
        $said = Invoke-Shell ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'`n$ScriptBlock")) -Environment $Account
        try {
            ($said.TrimEnd() -split '\r?\n')[-1] | ConvertFrom-Json
        }
        catch {
            throw $said
        }
    }

    function Get-Installed([hashtable] $Account) {
        Invoke-As $Account {
            Get-Module -ListAvailable -Name TokenRotation* | Sort-Object -Property Name |
                ForEach-Object { "$($_.Name) $($_.Version) $($_.ModuleBase.StartsWith($env:MODULES))" } | ConvertTo-Json -Compress
        }
    }

    $account = New-EmptyAccount 'account'
    $installed = Invoke-As $account {
        if ($env:MODULES -like '*/.local/*') {
            Register-PSResourceRepository -Name Folder -Uri $env:FEED -Trusted
            Install-PSResource -Name TokenRotation, TokenRotation.Testing -Repository Folder
        }
        elseif (Get-Command -Name Save-PSResource -ErrorAction Ignore) {
            # Windows installs for the account that it knows, and for no other: the empty module path is filled instead.
            $name = "$([guid]::NewGuid())"
            Register-PSResourceRepository -Name $name -Uri $env:FEED -Trusted
            Save-PSResource -Name TokenRotation, TokenRotation.Testing -Repository $name -Path $env:MODULES
            Unregister-PSResourceRepository -Name $name
        }
        else {
            $name = "$([guid]::NewGuid())"
            Register-PSRepository -Name $name -SourceLocation $env:FEED -InstallationPolicy Trusted
            Save-Module -Name TokenRotation, TokenRotation.Testing -Repository $name -Path $env:MODULES
            Unregister-PSRepository -Name $name
        }

        @{ done = $true } | ConvertTo-Json -Compress
    }

    foreach ($name in $account.Keys) {
        Set-Variable -Name "old_$name" -Value ([Environment]::GetEnvironmentVariable($name))
        [Environment]::SetEnvironmentVariable($name, $account[$name])
    }

    try {
        $tool = & (Get-DotNet) tool install --global TokenRotation.Sandbox --version $version --source $feed 2>&1
        $toolExitCode = $LASTEXITCODE
    }
    finally {
        foreach ($name in $account.Keys) {
            [Environment]::SetEnvironmentVariable($name, (Get-Variable -Name "old_$name" -ValueOnly))
        }
    }
}

Describe 'What is installed from a folder' {
    It 'is both modules, in an empty module path' {
        Get-Installed $account | Should -Be "TokenRotation $version True", "TokenRotation.Testing $version True"
    }

    # Windows has one folder for an account's modules, whatever the environment says: a test has no business there.
    if ($PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows) {
        It 'can be installed by PowerShellGet, too' {
            $other = New-EmptyAccount 'other'
            $null = Invoke-As $other {
                Register-PSRepository -Name Folder -SourceLocation $env:FEED -InstallationPolicy Trusted
                Install-Module -Name TokenRotation -Repository Folder -Scope CurrentUser
                @{ done = $true } | ConvertTo-Json -Compress
            }

            Get-Installed $other | Should -Be "TokenRotation $version True"
        }
    }

    It 'leads to the project, the licence, and a page of the project for each cmdlet' {
        $links = Invoke-As $account {
            $module = Import-Module TokenRotation -PassThru
            @{
                project = "$($module.ProjectUri)"
                license = "$($module.LicenseUri)"
                cmdlets = $module.ExportedCmdlets.Count
                pages   = @(Get-Command -Module TokenRotation | ForEach-Object { "$($_.Name) $($_.HelpUri)" })
            } | ConvertTo-Json -Compress
        }

        $links.project | Should -Match '^https://.'
        $links.license | Should -Be "$($links.project.TrimEnd('/'))/blob/v$version/LICENSE"
        $links.pages.Count | Should -Be $links.cmdlets
        foreach ($page in $links.pages) {
            $name, $address = $page -split ' '
            $address | Should -Be "$($links.project.TrimEnd('/'))/blob/v$version/docs/en-US/$name.md"
            "$repository/docs/en-US/$name.md" | Should -Exist
        }
    }

    # There .NET hands an address to whatever is called xdg-open.
    if ($PSVersionTable.PSEdition -eq 'Core' -and $IsLinux) {
        It 'opens that page for Get-Help -Online' {
            $browser = "#!/bin/sh`nprintf '%s' `"`$1`" > `"`$HOME/part`" && mv `"`$HOME/part`" `"`$HOME/opened`""
            Set-Content -Path "$TestDrive/account/bin/xdg-open" -Value $browser
            & chmod +x "$TestDrive/account/bin/xdg-open"

            $opened = Invoke-As $account {
                Get-Help Find-DtToken -Online
                $until = [datetime]::UtcNow.AddMinutes(2)
                while (-not (Test-Path "$env:HOME/opened") -and [datetime]::UtcNow -lt $until) {
                    Start-Sleep -Milliseconds 50
                }

                Get-Content "$env:HOME/opened" | ConvertTo-Json -Compress
            }

            $opened | Should -Match "^https://.+/blob/v$([regex]::Escape($version))/docs/en-US/Find-DtToken\.md$"
        }
    }

    It 'has the topics' {
        (Invoke-As $account { (Get-Help about_TokenRotation | Out-String).Trim() | ConvertTo-Json -Compress }) |
            Should -Match '^TOPIC\s+about_TokenRotation'
    }

    It 'has the samples, which are scripts without a mistake' {
        $samples = Invoke-As $account {
            $folder = Join-Path (Get-Module -ListAvailable -Name TokenRotation).ModuleBase samples
            @(Get-ChildItem -Path $folder -Recurse -File | ForEach-Object {
                    $mistakes = $null
                    $null = [System.Management.Automation.Language.Parser]::ParseFile($_.FullName, [ref] $null, [ref] $mistakes)
                    "$(if ($_.Extension -eq '.ps1') { $mistakes.Count } else { 0 }) $($_.Name)"
                }) | ConvertTo-Json -Compress
        }

        foreach ($name in 'rotate-due', 'scheduled-task', 'runbook', 'rotate', 'notify', 'azure-key-vault', 'kubernetes-secret', 'pass') {
            $samples | Should -Contain "0 $name.ps1"
        }

        $samples | Should -Contain '0 tokens.json'
        $samples -like '*.Tests.ps1' | Should -BeNullOrEmpty
    }
}

Describe 'The sandbox as a tool' {
    It 'is installed from the same folder' {
        $toolExitCode | Should -Be 0 -Because "$tool"
    }

    It 'runs the test that docs/testing.md shows, with nothing but what is installed' {
        $page = Get-Content -Raw "$repository/docs/testing.md"
        $block = [regex]::Match($page, '(?ms)^```powershell[^\n]*\n(BeforeAll \{.*?)^```').Groups[1].Value
        $block | Should -Not -BeNullOrEmpty
        Set-Content -Path "$TestDrive/Rotation.Tests.ps1" -Value $block

        $result = Invoke-As ($account + @{ PESTER = (Get-Module Pester).Path; TESTS = "$TestDrive/Rotation.Tests.ps1" }) {
            Import-Module $env:PESTER
            $run = Invoke-Pester -Path $env:TESTS -PassThru
            Get-Module TokenRotation* | ForEach-Object { if (-not $_.ModuleBase.StartsWith($env:MODULES)) { throw $_.Path } }
            @{ passed = $run.PassedCount; total = $run.TotalCount } | ConvertTo-Json -Compress
        }

        $result.total | Should -BeGreaterThan 0
        $result.passed | Should -Be $result.total
    }
}
