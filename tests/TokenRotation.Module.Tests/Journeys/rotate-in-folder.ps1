# What a killed or a competing run executes: rotates tokens whose secrets are files in a folder. Each file is replaced in one
# step, as a vault does it: whoever reads sees the old secret or the new one. The managing token comes in DT_API_TOKEN.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The script blocks use them.')]
param(
    [string] $Manifest,
    [string] $Url,
    [string] $Folder,
    [string] $Names,
    [string] $Ids,
    [switch] $Resume,
    [switch] $Pipeline
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

$null = Connect-DtEnvironment $Url
$files = @{ SecretName = '{Name}'; Store = $store; Retrieve = $retrieve; Discard = $discard; Confirm = $false }
$what = if ($Ids) { @{ Id = $Ids.Split('|') } } else { @{ Name = $Names.Split('|') } }
if ($Pipeline) {
    # A rotation that waits for somebody's word is an error of its own, and no reason to stop.
    Invoke-DtTokenRotation @what -Confirm:$false -ErrorAction Continue |
        ForEach-Object { & $store $_.Name $_.Token; $_ } |
        Complete-DtTokenRotation -Confirm:$false | Out-Null
    return
}

$states = if ($Resume) { Resume-DtTokenRotation @files } else { Invoke-DtTokenRotation @what @files -Overlap 0d }
foreach ($state in $states) {
    "$state $($state.Reason)"
}
