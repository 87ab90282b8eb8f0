# What a killed, a frozen or a competing run executes: rotates tokens whose secrets are files in a folder. Each file is replaced in
# one step, as a vault does it: whoever reads sees the old secret or the new one. The managing token comes in DT_API_TOKEN, the
# client of an account in DT_CLIENT_SECRET. With -Serve it reads commands from its input, a line each, until there is none; with
# -Held it waits for a line before it connects.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The script blocks use them.')]
param(
    [string] $Manifest,
    [string] $Url,
    [string] $Account,
    [string] $AccountUrl,
    [string] $TokenUrl,
    [string] $Folder,
    [string] $Names,
    [string] $Ids,
    [switch] $Resume,
    [switch] $Pipeline,
    [switch] $Serve,
    [switch] $Held,
    [int] $SettlingTimeSec
)

$ErrorActionPreference = 'Stop'
Import-Module -Name $Manifest
$store = {
    param($Name, $Token)
    $path = [System.IO.Path]::Combine($Folder, $Name)
    $unfinished = "$path.$PID.unfinished"
    [System.IO.File]::WriteAllText($unfinished, [System.Net.NetworkCredential]::new('', $Token).Password)
    [System.IO.File]::Move($unfinished, $path, $true)
}.GetNewClosure()
$retrieve = {
    param($Name)
    $path = [System.IO.Path]::Combine($Folder, $Name)
    if ([System.IO.File]::Exists($path)) { [System.IO.File]::ReadAllText($path) }
}.GetNewClosure()
$discard = {
    param($Name)
    [System.IO.File]::Delete([System.IO.Path]::Combine($Folder, $Name))
}.GetNewClosure()

if ($Held) { $null = [Console]::In.ReadLine() }
$null = Connect-DtEnvironment $Url -SettlingTimeSec $SettlingTimeSec
if ($Account) { $null = Connect-DtAccount $Account -AccountUrl $AccountUrl -TokenUrl $TokenUrl -SettlingTimeSec $SettlingTimeSec }
$files = @{ SecretName = '{Name}'; Store = $store; Retrieve = $retrieve; Discard = $discard; Confirm = $false }

function Invoke-Run([hashtable] $What, [switch] $Piped, [switch] $WithoutStore) {
    if ($WithoutStore) {
        Resume-DtTokenRotation -Confirm:$false | ForEach-Object { "$_ $($_.Reason)" }
        return
    }

    if ($Piped) {
        # A rotation that waits for somebody's word is an error of its own, and no reason to stop.
        Invoke-DtTokenRotation @What -Confirm:$false -ErrorAction Continue |
            ForEach-Object { & $store $_.Name $_.Token; $_ } |
            Complete-DtTokenRotation -Confirm:$false | Out-Null
        return
    }

    $states = if ($What) { Invoke-DtTokenRotation @What @files -Overlap 0d } else { Resume-DtTokenRotation @files }
    foreach ($state in $states) { "$state $($state.Reason)" }
}

if ($Serve) {
    # A run says what it could not do, and the next one follows.
    $ErrorActionPreference = 'Continue'
    "$PID"
    'waiting'
    while ($null -ne ($line = [Console]::In.ReadLine())) {
        $command, $of = $line.Split(' ')
        $what = if ($command -eq 'spec') { @{ Path = $of } } elseif ($of) { @{ Id = $of.Split('|') } }
        $how = @{ Piped = $command -eq 'pipe'; WithoutStore = $command -eq 'bare' }
        try { Invoke-Run $what @how *>&1 | ForEach-Object { "$_" } } catch { "$_" }
        'waiting'
    }

    return
}

$what = if ($Ids) { @{ Id = $Ids.Split('|') } } elseif (-not $Resume) { @{ Name = $Names.Split('|') } }
Invoke-Run $what -Piped:$Pipeline
