# Another shell of the same kind as this one, for what a shell does once in its life: transcripts, the proxies of its environment
# variables, exit codes, and the scripts that a scheduler starts.

Set-StrictMode -Version Latest

function Invoke-Shell {
    <#
    .SYNOPSIS
        Runs a script block in a new shell, with environment variables of its own. Returns all that it has written, as text.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [scriptblock] $ScriptBlock,
        [hashtable] $Environment = @{}
    )

    $file = Join-Path ([System.IO.Path]::GetTempPath()) "$([guid]::NewGuid()).ps1"
    Set-Content -Path $file -Value $ScriptBlock.ToString()
    try {
        $run = Invoke-ShellCommandLine "-NoLogo -NoProfile -NonInteractive -File `"$file`"" -Environment $Environment
        $run.Output + $run.Errors
    }
    finally {
        Remove-Item -Path $file
    }
}

function Invoke-ShellCommandLine {
    <#
    .SYNOPSIS
        Starts a new shell with a command line, as a scheduler does. Returns its exit code, and what it has written.
    #>
    [CmdletBinding()]
    param(
        # All that follows the shell's name, as it would be typed.
        [Parameter(Mandatory)] [string] $CommandLine,
        [hashtable] $Environment = @{},

        # What is piped in.
        [string] $InputText
    )

    $program, $first = Get-ThisShell
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    $start.Arguments = $first + $CommandLine
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.RedirectStandardInput = $true
    $start.UseShellExecute = $false
    $start.EnvironmentVariables['NO_COLOR'] = '1'
    foreach ($name in $Environment.Keys) {
        $start.EnvironmentVariables[$name] = $Environment[$name]
    }

    $process = [System.Diagnostics.Process]::Start($start)
    $errors = $process.StandardError.ReadToEndAsync()
    $process.StandardInput.Write($InputText)
    $process.StandardInput.Close()
    $output = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output; Errors = $errors.Result }
}

function Get-ThisShell {
    # The program, and what its command line begins with: a shell that comes as a package is started by dotnet.
    $program = (Get-Process -Id $PID).Path
    $program
    if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { "exec `"$(Join-Path $PSHOME 'pwsh.dll')`" " } else { '' }
}

function Get-ShellProgram {
    <#
    .SYNOPSIS
        A program that is a shell of this kind, for what starts one by the name of a file.
    #>
    [CmdletBinding()]
    param(
        # Where it is made if it takes one.
        [Parameter(Mandatory)] [string] $Path
    )

    $program, $first = Get-ThisShell
    if (-not $first) {
        return $program
    }

    if ([System.Environment]::OSVersion.Platform -eq 'Win32NT') {
        Set-Content -Path "$Path.cmd" -Value "@`"$program`" $first%*"
        return "$Path.cmd"
    }

    Set-Content -Path $Path -Value "#!/bin/sh`nexec `"$program`" $first`"`$@`""
    $null = & chmod +x $Path
    $Path
}

Export-ModuleMember -Function Invoke-Shell, Invoke-ShellCommandLine, Get-ShellProgram
