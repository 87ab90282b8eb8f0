# Signs the files of ours in the folder of a packaged module, with the certificate whose thumbprint SIGNING_THUMBPRINT names. The
# assemblies of others stay as their makers have signed them. Windows only: nothing else signs scripts.
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Path
)

$ErrorActionPreference = 'Stop'
$certificate = Get-Item -Path "Cert:\CurrentUser\My\$env:SIGNING_THUMBPRINT"
$ours = Get-ChildItem -Path $Path -Recurse -File -Include 'TokenRotation*.dll', '*.psd1', '*.psm1', '*.ps1', '*.ps1xml'
$signed = $ours | Set-AuthenticodeSignature -Certificate $certificate -HashAlgorithm SHA256 -TimestampServer $env:SIGNING_TIMESTAMP_SERVER
$unsigned = $signed | Where-Object -Property Status -NE -Value 'Valid'
if ($unsigned) {
    throw "Not signed: $($unsigned.Path -join ', ')"
}
