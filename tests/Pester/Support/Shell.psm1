# Another shell of the same kind as this one, for what a shell does once in its life: transcripts, and the proxies of its
# environment variables.

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
    $program = (Get-Process -Id $PID).Path
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    $shell = if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { "exec `"$(Join-Path $PSHOME 'pwsh.dll')`" " }
    $start.Arguments = "$shell-NoLogo -NoProfile -NonInteractive -File `"$file`""
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.UseShellExecute = $false
    foreach ($name in $Environment.Keys) {
        $start.EnvironmentVariables[$name] = $Environment[$name]
    }

    try {
        $process = [System.Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $process.StandardOutput.ReadToEnd() + $errors.Result
        $process.WaitForExit()
    }
    finally {
        Remove-Item -Path $file
    }
}

Export-ModuleMember -Function Invoke-Shell
