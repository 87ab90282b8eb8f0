<#
.SYNOPSIS
    Finds out in two minutes what nobody has written down about the token API, on an environment of yours.
.DESCRIPTION
    The module survives either answer, and its sandbox assumes the likelier one. This script asks a real environment, by three
    tokens of its own that live for a day at most, and that it removes again however it ends. With -PlatformToken it makes a
    fourth, to see whose it is. It reads the list of tokens and changes none but its own.

    With -Account it asks an account about its platform tokens instead, by tokens of its own: see try-live-account.ps1, which has
    to lie beside it.

    What it prints at the end holds no secret, no name, no ID and no address: send it back.

    It needs nothing but Windows PowerShell 5.1 or PowerShell 7; the module need not be there.
.EXAMPLE
    ./samples/try-live.ps1 https://abc12345.live.dynatrace.com
.EXAMPLE
    ./samples/try-live.ps1 https://abc12345.live.dynatrace.com -PlatformToken (Read-Host -AsSecureString)
.EXAMPLE
    ./samples/try-live.ps1 https://abc12345.live.dynatrace.com -Account $uuid -ClientSecret (Read-Host -AsSecureString)
#>
[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High', DefaultParameterSetName = 'Environment')]
[OutputType([string])]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingPositionalParameters', '', Justification = 'A request reads as a line of HTTP.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Patience', Justification = 'A function uses it.')]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Url,

    # An API token with apiTokens.read and apiTokens.write, no personal access token. It is not changed.
    [Parameter(Mandatory, Position = 1, ParameterSetName = 'Environment')]
    [securestring] $ApiToken,

    # A platform token with api-tokens:tokens:read and api-tokens:tokens:write, to try it as a Bearer.
    [Parameter(ParameterSetName = 'Environment')]
    [securestring] $PlatformToken,

    # The UUID of the account that -Url belongs to: asks it about its platform tokens.
    [Parameter(Mandatory, ParameterSetName = 'Account')]
    [string] $Account,

    # The secret of an OAuth client with platform-token:tokens:manage.
    [Parameter(Mandatory, ParameterSetName = 'Account')]
    [securestring] $ClientSecret,

    # The UUID of another user, to see whether the client may make a token for a person.
    [Parameter(ParameterSetName = 'Account')]
    [string] $UserUuid,

    # Where the account's API and its token endpoint are, for a sandbox.
    [Parameter(ParameterSetName = 'Account')]
    [string] $AccountUrl = 'https://api.dynatrace.com',

    [Parameter(ParameterSetName = 'Account')]
    [string] $TokenUrl = 'https://sso.dynatrace.com/sso/oauth2/token',

    # The ID of the environment of -Url, where it does not stand in its address.
    [Parameter(ParameterSetName = 'Account')]
    [string] $EnvironmentId,

    # For how many seconds something that is not there yet is waited for.
    [ValidateRange(1, 600)]
    [int] $Patience = 60
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2
if ($Account) {
    $ofAccount = @{} + $PSBoundParameters
    & (Join-Path $PSScriptRoot 'try-live-account.ps1') @ofAccount
    return
}

Add-Type -AssemblyName System.Net.Http
if ($PSVersionTable.PSEdition -ne 'Core') {
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor 'Tls12'
}

# What the sandbox assumes, by the names of its switches; the last three have none.
$assumed = [ordered]@{
    MinimumPageSize = '100'; LastPageHasNullKey = 'no'; SelectorRefusesUnknownScopes = 'no'; OddIdsRefused = 'no'
    EmptyOwnersLeftOut = 'no'; ResetUnit = 'Microseconds'; CreationRefusedWith = 'no'; CreatePropagation = 'none'
    ListLag = 'none'; V2RefusesOwnEdits = 'no'; GrantsOnlyHeldScopes = 'no'; NamesAreUnique = 'no'
    PersonalAccessTokensEnabled = 'yes'; PersonalLookupRefusedWith = 'no'; LookupNeedsNoReadScope = 'yes'
    V1IsoDates = 'no'; V1LeavesOutRevoked = 'no'; Names = 'Unchanged'; NameLimit = '100'; OtherContentTypesRefused = 'no'
    LastUsedGranularity = 'none'; DisablePropagation = 'none'; ModifiedMovesWithEnabled = 'no'
    LookupFindsActiveOnly = 'no'; CombinedUpdate = 'Applied'; V2RefusesEmptyScopes = 'no'
    AppsHostHasClassicApi = 'yes'; ClassicHostTakesBearer = 'no'; OwnerOfMadeTokens = 'that of -ApiToken'
    MixedFields = '400'; RepeatedCriterion = '400'; UnknownPath = '404'
}
$found = @{}
$made = [ordered]@{}
$mark = 'try-live-' + [guid]::NewGuid().ToString('N').Substring(0, 8)
$address = [uri] $(if ($Url -match '://') { $Url } else { "https://$Url" })
if ($address.Scheme -ne 'https' -and -not $address.IsLoopback) {
    throw 'Plain http would send the token unencrypted: give an https address.'
}

$managed = if ($address.AbsolutePath -match '^/e/[^/]+') { $Matches[0] }
$root = ($address.GetLeftPart('Authority') -replace '\.apps\.dynatrace\.com', '.live.dynatrace.com') + $managed
$tokens = '/api/v2/apiTokens'
$handler = [Net.Http.HttpClientHandler]::new()
$handler.AllowAutoRedirect = $false
$client = [Net.Http.HttpClient]::new($handler)
$client.Timeout = [timespan]::FromSeconds(60)

function Send {
    # One request; a limit of requests is waited for. The answer's text may hold a secret: it goes to no stream.
    param([string] $Method, [string] $Path, [string] $Body, [securestring] $As = $ApiToken, [string] $Scheme = 'Api-Token',
        [string] $Base = $root, [string] $Type = 'application/json')
    for ($try = 1; ; $try++) {
        $request = [Net.Http.HttpRequestMessage]::new([Net.Http.HttpMethod]::new($Method), $Base + $Path)
        $secret = [Net.NetworkCredential]::new('', $As).Password
        [void] $request.Headers.TryAddWithoutValidation('Authorization', "$Scheme $secret")
        [void] $request.Headers.TryAddWithoutValidation('Accept', 'application/json; charset=utf-8')
        if ($Body) {
            $request.Content = [Net.Http.StringContent]::new($Body, [Text.Encoding]::UTF8, $Type)
        }

        $answer = $client.SendAsync($request).GetAwaiter().GetResult()
        $text = $answer.Content.ReadAsStringAsync().GetAwaiter().GetResult()
        $values = $null
        if ($answer.Headers.TryGetValues('X-RateLimit-Reset', [ref] $values)) {
            $digits = "$(@($values)[0])".Length
            $found.ResetUnit = if ($digits -gt 14) { 'Microseconds' } elseif ($digits -gt 11) { 'Milliseconds' }
            else { 'Seconds' }
        }

        if ([int] $answer.StatusCode -ne 429 -or $try -gt 5) {
            return @{ Status = [int] $answer.StatusCode; Text = $text }
        }

        Write-Verbose 'The environment takes no more requests for now: waiting.'
        Start-Sleep -Seconds 15
    }
}

function Get-Raw {
    # A property as it stands in the text, since PowerShell 7 makes dates of some texts. The value of a token, not of a list.
    param([string] $Text, [string] $Name)
    if ($Text -match ('"' + $Name + '"\s*:\s*("(?:[^"\\]|\\.)*"|[^,}\]\s]+)')) { $Matches[1] }
}

function Get-Wait {
    # How long it takes until something is so: none, a number of seconds, or more than the patience.
    param([scriptblock] $IsSo)
    $began = Get-Date
    if (& $IsSo) { return 'none' }
    do {
        Start-Sleep -Milliseconds 500
        $waited = ((Get-Date) - $began).TotalSeconds
        if (& $IsSo) { return '{0:0} s' -f $waited }
    } while ($waited -lt $Patience)

    "more than $Patience s"
}

function Add-OwnToken {
    # Makes a token for a day, and waits until it authenticates. The status if it is refused.
    param([string] $Letter, [string] $Name, [string[]] $Scope, [switch] $Personal, [securestring] $As = $ApiToken,
        [string] $Scheme = 'Api-Token', [string] $Base = $root, [string] $Path = $tokens)
    $spec = @{ name = $Name; scopes = @($Scope); personalAccessToken = [bool] $Personal; expirationDate = 'now+1d' }
    $answer = Send POST $Path ($spec | ConvertTo-Json) -As $As -Scheme $Scheme -Base $Base
    if ($answer.Status -ne 201) { return @{ Status = $answer.Status } }

    $created = $answer.Text | ConvertFrom-Json
    $secret = [Net.NetworkCredential]::new('', $created.token).SecurePassword
    $made[$Letter] = $own = @{ Status = 201; Id = $created.id; Secret = $secret; Name = $Name }
    $own.Wait = Get-Wait { (Send POST "$tokens/lookup" (Get-LookupBody $own) -As $own.Secret).Status -ne 401 }
    $own
}

function Get-LookupBody {
    param([hashtable] $Own)
    @{ token = [Net.NetworkCredential]::new('', $Own.Secret).Password } | ConvertTo-Json
}

function Edit {
    param([hashtable] $Own, [hashtable] $Change, [securestring] $As = $ApiToken, [string] $Type = 'application/json')
    (Send PUT "$tokens/$($Own.Id)" ($Change | ConvertTo-Json) -As $As -Type $Type).Status
}

function Read-Own {
    param([hashtable] $Own)
    (Send GET "$tokens/$($Own.Id)").Text
}

function Find-List {
    # What the list alone shows.
    $found.MinimumPageSize = if ((Send GET "${tokens}?pageSize=99").Status -eq 400) { '100' } else { 'smaller' }
    $nobody = [uri]::EscapeDataString("owner(""$mark"")")
    $last = Send GET "${tokens}?apiTokenSelector=$nobody"
    $found.LastPageHasNullKey = if ($last.Text -match '"nextPageKey"\s*:\s*null') { 'yes' } else { 'no' }
    $scope = [uri]::EscapeDataString('scope("no.such.scope")')
    $selected = (Send GET "${tokens}?apiTokenSelector=$scope").Status
    $found.SelectorRefusesUnknownScopes = if ($selected -eq 200) { 'no' } else { 'yes' }
    $found.OddIdsRefused = if ((Send GET "$tokens/no-id-at-all").Status -eq 404) { 'no' } else { 'yes' }
    $found.MixedFields = "$((Send GET "${tokens}?fields=name,%2Bscopes").Status)"
    $found.RepeatedCriterion = "$((Send GET "${tokens}?apiTokenSelector=$nobody,$nobody").Status)"
    $found.UnknownPath = "$((Send GET '/api/v2/noSuchPath').Status)"
    $query = 'pageSize=1000'
    for ($page = 1; $query -and $page -le 20 -and -not $found.ContainsKey('EmptyOwnersLeftOut'); $page++) {
        $list = (Send GET "${tokens}?$query").Text | ConvertFrom-Json
        foreach ($token in $list.apiTokens) {
            if (-not $token.PSObject.Properties['owner']) { $found.EmptyOwnersLeftOut = 'yes' }
            elseif ("$($token.owner)" -eq '') { $found.EmptyOwnersLeftOut = 'no' }
        }

        $key = if ($list.PSObject.Properties['nextPageKey']) { $list.nextPageKey }
        $query = if ($key) { 'nextPageKey=' + [uri]::EscapeDataString($key) }
    }
}

function Find-Creation {
    # The first token: what a creation does, and what a token may do to itself.
    $first = Add-OwnToken A "$mark A" apiTokens.read, apiTokens.write
    $found.CreationRefusedWith = if ($first.Status -eq 201) { 'no' } else { "$($first.Status)" }
    if ($first.Status -ne 201) { return }

    $found.ListLag = Get-Wait { (Send GET "${tokens}?sort=-creationDate&pageSize=100").Text.Contains($first.Id) }
    $found.CreatePropagation = $first.Wait
    $found.V2RefusesOwnEdits = if ((Edit $first @{ name = "$mark A2" } -As $first.Secret) -eq 204) { 'no' } else { 'yes' }
    $used = @(foreach ($pause in 0, 1100) {
            Start-Sleep -Milliseconds $pause
            [void] (Send GET "$tokens/$($first.Id)" -As $first.Secret)
            Get-Raw (Read-Own $first) lastUsedDate
        })
    if ($used.Count -eq 2) {
        $exact = "$used" -match '\.\d'
        $found.LastUsedGranularity = if ($exact) { 'none' } elseif ($used[0] -ne $used[1]) { 'seconds' } else { 'coarser' }
    }
}

function Find-Scope {
    # The second token holds what -ApiToken does not, if it may.
    param([string[]] $Held)
    $other = @('TenantTokenManagement', 'slo.read', 'DTAQLAccess', 'networkZones.read' | Where-Object { $_ -notin $Held })[0]
    $second = Add-OwnToken B "$mark B" @('TenantTokenManagement', $other | Where-Object { $_ } | Select-Object -Unique)
    if ($other) { $found.GrantsOnlyHeldScopes = if ($second.Status -eq 201) { 'no' } else { 'yes' } }
    if ($second.Status -ne 201) { $second = Add-OwnToken B "$mark B" apiTokens.read }
    if ($second.Status -ne 201) { return }

    $self = Send POST "$tokens/lookup" (Get-LookupBody $second) -As $second.Secret
    $v1 = Send GET "/api/v1/tokens/$($second.Id)" -As $second.Secret
    if ($v1.Status -eq 200) {
        $found.LookupNeedsNoReadScope = if ($self.Status -eq 200) { 'yes' } else { 'no' }
        $found.V1IsoDates = if ((Get-Raw $v1.Text created) -match '^"') { 'yes' } else { 'no' }
        $found.V1LeavesOutRevoked = if (Get-Raw $v1.Text revoked) { 'no' } else { 'yes' }
    }
}

function Find-Personal {
    # The third token has the second one's name, and is a personal access token, if it may be either.
    param([hashtable] $Second)
    $third = Add-OwnToken C $Second.Name apiTokens.read -Personal
    $found.NamesAreUnique = if ($third.Status -eq 201) { 'no' } else { 'yes' }
    if ($third.Status -ne 201) { $third = Add-OwnToken C "$mark C" apiTokens.read -Personal }
    $found.PersonalAccessTokensEnabled = if ($third.Status -eq 201) { 'yes' } else { 'no' }
    if ($third.Status -ne 201) {
        $third = Add-OwnToken C $Second.Name apiTokens.read
        $found.NamesAreUnique = if ($third.Status -eq 201) { 'no' } else { 'yes' }
        return
    }

    $self = (Send POST "$tokens/lookup" (Get-LookupBody $third) -As $third.Secret).Status
    $found.PersonalLookupRefusedWith = if ($self -eq 200) { 'no' } else { "$self" }
}

function Find-Change {
    # What a change does to the second token; its revocation comes last.
    param([hashtable] $Own)
    $name = "$mark  [dtr x @-] $([char] 0xFC)$([char] 0x6F22) & <b> ""q"" ~ (B)"
    [void] (Edit $Own @{ name = $name })
    $kept = (Read-Own $Own | ConvertFrom-Json).name
    $trimmed = $name -replace '\s+', ' '
    $found.Names = if ($kept -ceq $name) { 'Unchanged' } elseif ($kept -ceq $trimmed) { 'Trimmed' } else { 'Sanitized' }
    $fits = Edit $Own @{ name = "$mark ".PadRight(100, 'x') }
    $exceeds = Edit $Own @{ name = "$mark ".PadRight(101, 'x') }
    $found.NameLimit = if ($fits -ne 204) { 'smaller' } elseif ($exceeds -eq 204) { 'larger' } else { '100' }
    $found.OtherContentTypesRefused = if ((Edit $Own @{ name = "$mark text" } -Type 'text/plain') -eq 204) { 'no' } else { 'yes' }

    [void] (Edit $Own @{ name = "$mark before" })
    $before = Get-Raw (Read-Own $Own) modifiedDate
    # Two changes within one millisecond have one date.
    Start-Sleep -Milliseconds 20
    [void] (Edit $Own @{ enabled = $false })
    $found.DisablePropagation = Get-Wait { (Send POST "$tokens/lookup" (Get-LookupBody $Own) -As $Own.Secret).Status -eq 401 }
    $found.ModifiedMovesWithEnabled = if ((Get-Raw (Read-Own $Own) modifiedDate) -eq $before) { 'no' } else { 'yes' }
    $found.LookupFindsActiveOnly = if ((Send POST "$tokens/lookup" (Get-LookupBody $Own)).Status -eq 200) { 'no' } else { 'yes' }
    $both = Edit $Own @{ enabled = $true; name = "$mark both" }
    $now = Read-Own $Own | ConvertFrom-Json
    $found.CombinedUpdate = if ($both -ne 204) { 'Refused' } elseif ($now.name -ceq "$mark both") { 'Applied' }
    else { 'NameIgnored' }
    $found.V2RefusesEmptyScopes = if ((Edit $Own @{ scopes = @() }) -eq 204) { 'no' } else { 'yes' }
}

function Find-Bearer {
    # Where a Bearer is let in, and whose the token is that it makes.
    $path = '/platform/classic/environment-api/v2/apiTokens'
    $bearer = @{ As = $PlatformToken; Scheme = 'Bearer' }
    $apps = $root -replace '\.live\.dynatrace\.com$', '.apps.dynatrace.com'
    $through = (Send GET "${path}?pageSize=100" @bearer -Base $apps).Status
    $found.AppsHostHasClassicApi = if ($through -in 200, 403) { 'yes' } else { 'no' }
    $found.ClassicHostTakesBearer = if ((Send GET "${tokens}?pageSize=100" @bearer).Status -in 200, 403) { 'yes' } else { 'no' }
    $route = if ($through -eq 200) { @{ Base = $apps; Path = $path } } else { @{ Base = $root; Path = $tokens } }
    $fourth = Add-OwnToken D "$mark D" metrics.read @bearer @route
    if ($fourth.Status -eq 201 -and $made.Contains('A')) {
        $same = (Read-Own $fourth | ConvertFrom-Json).owner -eq (Read-Own $made['A'] | ConvertFrom-Json).owner
        $found.OwnerOfMadeTokens = if ($same) { 'that of -ApiToken' } else { 'another' }
    }
}

function Clear-OwnToken {
    # Revokes and deletes what this run has made, and what its list shows of it after a lost answer.
    $ids = @($made.Values | ForEach-Object { $_.Id })
    $list = (Send GET "${tokens}?sort=-creationDate&pageSize=100").Text | ConvertFrom-Json
    $ids += @($list.apiTokens | Where-Object { $_.name -like "$mark*" } | ForEach-Object { $_.id })
    foreach ($id in $ids | Select-Object -Unique) {
        [void] (Edit @{ Id = $id } @{ enabled = $false })
        $status = (Send DELETE "$tokens/$id").Status
        if ($status -notin 204, 404) {
            Write-Warning "The token $id could not be deleted (status $status): delete it by hand. It ends within a day."
        }
    }
}

$self = Send POST "$tokens/lookup" (Get-LookupBody @{ Secret = $ApiToken })
if ($self.Status -ne 200) {
    throw "The environment does not know -ApiToken (status $($self.Status)). Check the address, and that the token is enabled."
}

$held = @(($self.Text | ConvertFrom-Json).scopes)
if ('apiTokens.read' -notin $held -or 'apiTokens.write' -notin $held) {
    throw 'The token needs the scopes apiTokens.read and apiTokens.write.'
}

if (-not $PSCmdlet.ShouldProcess($root, 'Make three tokens, change them, and remove them again')) {
    return
}

$started = [Diagnostics.Stopwatch]::StartNew()
try {
    Find-List
    Find-Creation
    if ($made.Contains('A')) {
        Find-Scope $held
    }

    if ($made.Contains('B')) {
        Find-Personal $made['B']
        Find-Change $made['B']
    }

    if ($PlatformToken) {
        Find-Bearer
    }
}
finally {
    Clear-OwnToken
    $client.Dispose()
}

$kind = if ($root -match '/e/') { 'Managed or ActiveGate' } elseif ($root -match '\.dynatrace\.com$') { 'SaaS' } else { 'other' }
$otherwise = @($assumed.Keys | Where-Object { $found.ContainsKey($_) -and $found[$_] -ne $assumed[$_] })
$open = @($assumed.Keys | Where-Object { -not $found.ContainsKey($_) })
'----- try-live 1: please send these lines back -----'
$day = (Get-Date).ToUniversalTime().ToString('yyyy-MM-dd')
"environment: $kind, $day, $([int] $started.Elapsed.TotalSeconds) s, PowerShell $($PSVersionTable.PSVersion)"
foreach ($name in $assumed.Keys | Where-Object { $found.ContainsKey($_) }) {
    "${name}: $($found[$name])"
}

"otherwise than assumed: $(if ($otherwise) { $otherwise -join ', ' } else { 'nothing' })"
"not to be seen here: $(if ($open) { $open -join ', ' } else { 'nothing' })"
'----- end -----'
