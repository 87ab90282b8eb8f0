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
        [hashtable] $Environment = @{}
    )

    $program = (Get-Process -Id $PID).Path
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    $shell = if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { "exec `"$(Join-Path $PSHOME 'pwsh.dll')`" " }
    $start.Arguments = $shell + $CommandLine
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.RedirectStandardInput = $true
    $start.UseShellExecute = $false
    $start.EnvironmentVariables['NO_COLOR'] = '1'
    foreach ($name in $Environment.Keys) {
        $start.EnvironmentVariables[$name] = $Environment[$name]
    }

    $process = [System.Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $errors = $process.StandardError.ReadToEndAsync()
    $output = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output; Errors = $errors.Result }
}

Export-ModuleMember -Function Invoke-Shell, Invoke-ShellCommandLine
