<#
.SYNOPSIS
    What the module does, in three acts: a rotation that is interrupted, run again and taken back; one that ends in a pipeline; then
    the vendor's procedure by hand.
.DESCRIPTION
    The quickstart runs this against a sandbox tenant, whose clock it moves. Everything happens on this machine.
#>
[CmdletBinding()]
param(
    [string] $Url = $SandboxUrl,
    [securestring] $ApiToken = $SandboxToken,
    [securestring] $OldToken = $SandboxSampleToken
)

$ErrorActionPreference = 'Stop'

function Show {
    # Shows a command as it would be typed, then runs it where it stands.
    param([string] $Title, [scriptblock] $Command)
    "`n# $Title`nPS> $("$Command".Trim())"
    . $Command | Out-Default
}

# A store is three script blocks; -Vault takes a vault of SecretManagement. This one lives in memory, and holds the old secret.
$kept = [hashtable]::Synchronized(@{ 'dt-rw' = $OldToken })
$store = @{
    SecretName = 'dt-rw'
    Store      = { param($Name, $Token) $kept[$Name] = $Token }
    Retrieve   = { param($Name) $kept[$Name] }
    Discard    = { param($Name) $kept.Remove($Name) }
}

'=== Act one: one command, interrupted and run again'
. Show 'Connect: one lookup checks the URL and the token.' { Connect-DtEnvironment $Url -ApiToken $ApiToken }
. Show 'What is due in the next weeks?' { $old = Find-DtToken -ExpiringWithin 31d; $old }
. Show 'What would a rotation into the store do?' { $old | Invoke-DtTokenRotation @store -WhatIf }

# In a thread of its own, so that it can be stopped as Ctrl+C does: while the store is being written to.
$manifest = (Get-Module -Name TokenRotation).Path
$job = Start-ThreadJob -ScriptBlock {
    Import-Module -Name $using:manifest
    $null = Connect-DtEnvironment $using:Url -ApiToken $using:ApiToken
    $kept = $using:kept
    $slow = {
        param($Name, $Token)
        $kept[$Name] = $Token
        if ($Name -like '*pending*') {
            $kept['written'] = $true
            Start-Sleep -Seconds 60
        }
    }
    Invoke-DtTokenRotation ($using:old).Id -SecretName dt-rw -Store $slow -Retrieve { param($Name) $kept[$Name] } -Confirm:$false
}
while (-not $kept['written'] -and $job.State -in 'NotStarted', 'Running') {
    Start-Sleep -Milliseconds 20
}

. Show 'The rotation is under way: a new token exists, and its secret is on its way to the store. Ctrl+C.' { Stop-Job -Job $job }
Remove-Job -Job $job -Force
. Show 'Where does it stand? The tenant knows.' { Get-DtTokenRotation @store }
. Show 'The old token still works: nobody has noticed.' { Test-DtToken -Token $kept['dt-rw'] }
. Show 'The same command again goes on where the first one was stopped.' { Invoke-DtTokenRotation $old.Id @store -Confirm:$false }
. Show 'The store holds a working secret, and it is the new one.' { Find-DtToken -Token $kept['dt-rw'] }
if ((Find-DtToken -Token $kept['dt-rw']).Id -eq $old.Id) {
    throw 'The rotation did not come to its end.'
}

. Show 'For a day both tokens work: whoever reads the store later than it is written finds a secret that works.' {
    Test-DtToken -Token $OldToken, $kept['dt-rw']
}
$null = Step-SandboxClock -Advance 1.00:01:00
$null = Find-DtToken
. Show 'A day later the next run revokes the old token.' { Resume-DtTokenRotation @store -Confirm:$false }
. Show 'The new one does not do? Back, as long as the old token exists: it works, and its secret is in the store.' {
    Undo-DtTokenRotation $old.Id @store -Confirm:$false
}
if ((Find-DtToken -Token $kept['dt-rw']).Id -ne $old.Id) {
    throw 'The rotation was not taken back.'
}

"`n=== Act two: into a pipeline, which says that the secret has arrived"
. Show 'The old token is revoked once the consumer has the new one; without Complete-DtTokenRotation both would stay.' {
    Invoke-DtTokenRotation $old.Id -Confirm:$false |
        ForEach-Object { $kept['dt-rw'] = $_.Token; $_ } |
        Complete-DtTokenRotation -Confirm:$false
}
if ((Test-DtToken -Token $OldToken) -or -not (Test-DtToken -Token $kept['dt-rw'])) {
    throw 'The rotation was not completed.'
}

"`n=== Act three: the same by hand, as the vendor's guide describes it"
& "$PSScriptRoot/rotate.ps1" -Url $Url -ApiToken $ApiToken -OldToken $kept['dt-rw']

@'

What next
  Rehearse with a script of yours:   dotnet run --project samples/Quickstart -- PATH.ps1
  Use it, in PowerShell:             dotnet build src/TokenRotation -c Release; Import-Module ./TokenRotation.psd1
                                     Connect-DtEnvironment https://YOUR-ENVIRONMENT.live.dynatrace.com
                                     Find-DtToken -ExpiringWithin 14d | Invoke-DtTokenRotation -WhatIf
  Read on:                           Get-Help about_TokenRotation
'@
