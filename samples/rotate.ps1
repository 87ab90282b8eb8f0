<#
.SYNOPSIS
    Rotates one token by hand, step by step, as the vendor's guide describes it.
.DESCRIPTION
    Find the old token by its secret, create its replacement, verify it, revoke the old token, wait a week, delete it.
    Invoke-DtTokenRotation does all of this in one command; here each step is shown by itself.

    The quickstart runs this against a sandbox tenant and moves the tenant's clock. Against a real tenant, leave out the
    clock and come back in a week.
#>
[CmdletBinding()]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The steps use them.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'A step leaves its variables.')]
param(
    [string] $Url = $SandboxUrl,
    [securestring] $ApiToken = $SandboxToken,
    [securestring] $OldToken = $SandboxSampleToken
)

$ErrorActionPreference = 'Stop'

function Step {
    # Shows a command as it would be typed, then runs it. Dot-source it, so that the command's variables stay.
    param([string] $Title, [scriptblock] $Command)
    ''
    "# $Title"
    "PS> $("$Command".Trim())"
    . $Command | Out-Default
}

. Step 'Connect: one lookup checks the URL and the token.' { Connect-DtEnvironment $Url -ApiToken $ApiToken }

. Step 'The tenant before.' { Find-DtToken }

. Step 'All that is known of the old token is its secret. Find it.' { $old = Find-DtToken -Token $OldToken; $old }

. Step 'Create the new token with the same parameters. Its secret comes out once, as a SecureString.' { $new = $old | New-DtToken; $new }

. Step 'Verify: does the new token authenticate, and may it do what the old one may?' { Test-DtToken -Token $new.Token -Scope $old.Scopes }

if (-not (Test-DtToken -Token $new.Token -Scope $old.Scopes)) {
    throw 'The new token does not work. The old one was left as it is.'
}

. Step 'Revoke the old token. It no longer authenticates, and still exists: Restore-DtToken would bring it back.' {
    $old | Revoke-DtToken -PassThru
}

. Step 'Deleting it now is refused: the waiting period is not over.' {
    try {
        Find-DtToken -Id $old.Id | Remove-DtToken -Confirm:$false -ErrorAction Stop
        $refused = $false
    }
    catch {
        $refused = $true
        "Refused: $_"
    }
}

if (-not $refused) {
    throw 'A token that was revoked a moment ago was deleted.'
}

. Step 'A week goes by.' { Step-SandboxClock -Advance 7.00:00:01 }

. Step 'Now the old token may go.' { Find-DtToken -RevokedFor 7d | Remove-DtToken -Confirm:$false }

. Step 'The tenant after.' { Find-DtToken }

if (Find-DtToken | Where-Object Id -EQ $old.Id) {
    throw 'The old token is still there.'
}
''
'Done: the old token is gone, the new one works.'
