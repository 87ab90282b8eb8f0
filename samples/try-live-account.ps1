<#
.SYNOPSIS
    Finds out in a few minutes what nobody has written down about an account's platform tokens.
.DESCRIPTION
    The module has met no live account. This script asks one, by at most four platform tokens of its own, which end by
    themselves and which it deletes again however it ends. It changes no other token, makes nobody an administrator, and reads of
    the list nothing but its own tokens.

    What it prints at the end holds no secret, no name, no ID and no address: send it back. It needs nothing but Windows
    PowerShell 5.1 or PowerShell 7; the module need not be there.
.EXAMPLE
    ./samples/try-live.ps1 https://abc12345.live.dynatrace.com -Account $uuid -ClientSecret (Read-Host -AsSecureString)
#>
[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
[OutputType([string])]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingPositionalParameters', '', Justification = 'A request reads as a line of HTTP.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'Functions use them.')]
param(
    # An environment of the account: its tokens work there, and it tells whether they do.
    [Parameter(Mandatory, Position = 0)]
    [string] $Url,

    [Parameter(Mandatory)]
    [string] $Account,

    [Parameter(Mandatory)]
    [securestring] $ClientSecret,

    [string] $UserUuid,

    [string] $AccountUrl = 'https://api.dynatrace.com',

    [string] $TokenUrl = 'https://sso.dynatrace.com/sso/oauth2/token',

    # The environment's ID, where it does not stand in its address.
    [string] $EnvironmentId,

    # For how many seconds something that is not there yet is waited for. A change may take five minutes to be felt.
    [ValidateRange(1, 600)]
    [int] $Patience = 60
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2
Add-Type -AssemblyName System.Net.Http
if ($PSVersionTable.PSEdition -ne 'Core') {
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor 'Tls12'
}

# What the sandbox assumes, by the names of its switches; the last ones have none.
$assumed = [ordered]@{
    CreatedStatus = '200'; ChangedStatus = '200'; DeletedStatus = '204'; ListHasTags = 'no'; ShortestLifetime = '1 h or less'
    ForeignOwnerRefusedWith = 'no'; NeverIsNoExpiry = 'yes'; ExpiredStayExpired = 'no'; UsableAfter = 'none'
    ChangeFeltAfter = 'none'; AccountListLag = 'none'; InactiveBearerStatus = '403'; ProbeCountsAsUse = 'yes'
    AccountErrors = 'Flat'
    ExpiryIsLowered = 'yes'; ExpiryIsRaised = 'yes'; ExpiredStatus = '403'; ChangedSecretStatus = '401'; UserIsNeeded = 'no'
}
$found = @{}
$made = [System.Collections.Generic.List[string]]::new()
$mark = 'try-live-' + [guid]::NewGuid().ToString('N').Substring(0, 8)
$addresses = @($Url, $AccountUrl, $TokenUrl | ForEach-Object { [uri] $(if ($_ -match '://') { $_ } else { "https://$_" }) })
if ($addresses | Where-Object { $_.Scheme -ne 'https' -and -not $_.IsLoopback }) {
    throw 'Plain http would send secrets unencrypted: give https addresses.'
}

$environment = $addresses[0].GetLeftPart('Authority') -replace '\.live\.dynatrace\.com', '.apps.dynatrace.com'
$id = if ($EnvironmentId) { $EnvironmentId } else { $addresses[0].Host.Split('.')[0] }
$tokens = "$($AccountUrl.TrimEnd('/'))/iam/v1/accounts/$Account/platform-tokens"
$handler = [Net.Http.HttpClientHandler]::new()
$handler.AllowAutoRedirect = $false
$client = [Net.Http.HttpClient]::new($handler)
$client.Timeout = [timespan]::FromSeconds(60)
$bearer = @{ Text = $null; Until = [datetime]::MinValue }
$clock = @{ Ahead = [timespan]::Zero }

function Reveal {
    param([securestring] $Secret)
    [Net.NetworkCredential]::new('', $Secret).Password
}

function Get-Bearer {
    # An access token of the client lasts five minutes.
    if ([datetime]::UtcNow -lt $bearer.Until) { return $bearer.Text }

    $secret = Reveal $ClientSecret
    foreach ($scope in 'platform-token:tokens:manage', 'platform-token:tokens:write') {
        $form = [System.Collections.Generic.Dictionary[string, string]]::new()
        $form.grant_type = 'client_credentials'
        $form.client_id = $secret.Split('.')[0..1] -join '.'
        $form.client_secret = $secret
        $form.scope = $scope
        $form.resource = "urn:dtaccount:$Account"
        $answer = $client.PostAsync($TokenUrl, [Net.Http.FormUrlEncodedContent]::new($form)).GetAwaiter().GetResult()
        if ($answer.IsSuccessStatusCode) {
            $granted = $answer.Content.ReadAsStringAsync().GetAwaiter().GetResult() | ConvertFrom-Json
            $bearer.Text = $granted.access_token
            $bearer.Until = [datetime]::UtcNow.AddSeconds($granted.expires_in / 2)
            return $bearer.Text
        }
    }

    throw ("The account gives the OAuth client no access token (status $([int] $answer.StatusCode)). " +
        'It needs platform-token:tokens:manage.')
}

function Send {
    # One request; a limit of requests is waited for. The answer's text may hold a secret: it goes to no stream.
    param([string] $Method, [string] $Address, [string] $Body, [string] $As = (Get-Bearer))
    for ($try = 1; ; $try++) {
        $request = [Net.Http.HttpRequestMessage]::new([Net.Http.HttpMethod]::new($Method), $Address)
        [void] $request.Headers.TryAddWithoutValidation('Authorization', "Bearer $As")
        [void] $request.Headers.TryAddWithoutValidation('Accept', 'application/json')
        if ($Body) {
            $request.Content = [Net.Http.StringContent]::new($Body, [Text.Encoding]::UTF8, 'application/json')
        }

        $answer = $client.SendAsync($request).GetAwaiter().GetResult()
        if ($answer.Headers.Date) {
            $clock.Ahead = $answer.Headers.Date.UtcDateTime - [datetime]::UtcNow
        }

        if ([int] $answer.StatusCode -ne 429 -or $try -gt 5) {
            return @{ Status = [int] $answer.StatusCode; Text = $answer.Content.ReadAsStringAsync().GetAwaiter().GetResult() }
        }

        Write-Verbose 'The account takes no more requests for now: waiting.'
        Start-Sleep -Seconds 15
    }
}

function Get-Later {
    # A time by the account's clock, in whole seconds as it writes them.
    param([timespan] $In)
    ([datetime]::UtcNow + $clock.Ahead + $In).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture)
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
    # Makes a token that ends by itself. The status alone if it is refused.
    param([string] $Letter, [timespan] $For, [string] $User)
    $spec = @{ name = "$mark $Letter"; scope = @('app-engine:apps:run'); resource = @("urn:dtenvironment:$id")
        tags = @('try-live'); expirationDate = Get-Later $For }
    if ($User) { $spec.userUuid = $User }
    $answer = Send POST $tokens ($spec | ConvertTo-Json)
    if ($answer.Status -notin 200, 201) { return @{ Status = $answer.Status } }

    $created = $answer.Text | ConvertFrom-Json
    $made.Add($created.tokenId)
    @{ Status = $answer.Status; Id = $created.tokenId; Secret = [Net.NetworkCredential]::new('', $created.token).SecurePassword }
}

function Read-Own {
    # The list's entry of a token; nothing while there is none.
    param([hashtable] $Own)
    $list = (Send GET "${tokens}?searchTerm=$($Own.Id)&page=1&size=100").Text | ConvertFrom-Json
    $list.results | Where-Object { $_.tokenId -eq $Own.Id } | Select-Object -First 1
}

function Edit {
    param([hashtable] $Own, [string] $Register, $Value)
    $name = if ($Register -eq 'status') { 'status' } else { 'expirationDate' }
    (Send PUT "$tokens/$($Own.Id)/$Register" (@{ $name = $Value } | ConvertTo-Json)).Status
}

function Probe {
    param([string] $Secret)
    (Send GET "$environment/platform/management/v1/environment" -As $Secret).Status
}

function Find-Creation {
    # Is an expiry one hour ahead accepted at all, and what does the list show of a new token?
    $hours = [ordered]@{ '1 h or less' = 1; '1 d' = 24; '7 d' = 168 }
    foreach ($life in $hours.Keys) {
        $first = Add-OwnToken A ([timespan]::FromHours($hours[$life]))
        if ($first.Status -in 200, 201) {
            $found.ShortestLifetime = $life
            break
        }
    }

    if ($first.Status -notin 200, 201) { return }

    $found.UserIsNeeded = 'no'
    $found.CreatedStatus = "$($first.Status)"
    $found.AccountListLag = Get-Wait { [bool] (Read-Own $first) }
    $entry = Read-Own $first
    $found.ListHasTags = if ($entry -and $entry.PSObject.Properties['tags']) { 'yes' } else { 'no' }
    $first
}

function Find-Use {
    # When does its secret work, what does a changed one get, and is the probe a use?
    param([hashtable] $Own)
    $secret = Reveal $Own.Secret
    $last = if ($secret.EndsWith('A')) { 'B' } else { 'A' }
    $changed = $secret.Substring(0, $secret.Length - 1) + $last
    $found.UsableAfter = Get-Wait { (Probe $secret) -ne 401 }
    $found.ChangedSecretStatus = "$(Probe $changed)"
    $used = Get-Wait {
        $entry = Read-Own $Own
        $entry -and $entry.PSObject.Properties['metadata'] -and $entry.metadata.lastUsedAt
    }
    $found.ProbeCountsAsUse = if ($used -like 'more than*') { 'no' } else { 'yes' }
}

function Find-Expiry {
    # Can an expiry be lowered, raised, and set back to never, and that of a token that has expired?
    param([hashtable] $Own)
    $status = Edit $Own expiration-date (Get-Later ([timespan]::FromDays(20)))
    $found.ExpiryIsRaised = if ($status -in 200, 204) { 'yes' } else { 'no' }
    if ($status -in 200, 204) { $found.ChangedStatus = "$status" }
    $lowered = Edit $Own expiration-date (Get-Later ([timespan]::FromDays(10)))
    $found.ExpiryIsLowered = if ($lowered -in 200, 204) { 'yes' } else { 'no' }
    $found.NeverIsNoExpiry = if ((Edit $Own expiration-date $null) -in 200, 204) { 'no' } else { 'yes' }

    $second = Add-OwnToken B ([timespan]::FromDays(10))
    if ($second.Status -notin 200, 201) { return }

    [void] (Get-Wait { (Probe (Reveal $second.Secret)) -ne 401 })
    if ((Edit $second expiration-date (Get-Later ([timespan]::FromSeconds(3)))) -notin 200, 204) { return }

    Start-Sleep -Seconds 4
    $felt = Get-Wait { (Probe (Reveal $second.Secret)) -ne 200 }
    if ($felt -notlike 'more than*') { $found.ExpiredStatus = "$(Probe (Reveal $second.Secret))" }
    $raised = Edit $second expiration-date (Get-Later ([timespan]::FromDays(10)))
    $found.ExpiredStayExpired = if ($raised -in 200, 204) { 'no' } else { 'yes' }
}

function Find-Owner {
    # May the client make a token for a person?
    $third = Add-OwnToken C ([timespan]::FromDays(10)) $UserUuid
    $found.ForeignOwnerRefusedWith = if ($third.Status -in 200, 201) { 'no' } else { "$($third.Status)" }
}

function Find-Error {
    # A body of the wrong shape: what do the account's errors look like?
    $answer = Send POST $tokens '{"name":"x","scope":"app-engine:apps:run"}'
    $found.AccountErrors = if ($answer.Text -match '"error"\s*:\s*true') { 'Flat' }
    elseif ($answer.Text -match '"error"\s*:\s*\{') { 'Envelope' }
    elseif ($answer.Text.Trim()) { 'another' }
    else { 'Empty' }
}

function Find-Status {
    # How soon is an inactive token refused, and with what?
    param([hashtable] $Own)
    if ((Edit $Own status INACTIVE) -notin 200, 204 -or $found.UsableAfter -like 'more than*') { return }

    $secret = Reveal $Own.Secret
    $found.ChangeFeltAfter = Get-Wait { (Probe $secret) -ne 200 }
    if ($found.ChangeFeltAfter -notlike 'more than*') { $found.InactiveBearerStatus = "$(Probe $secret)" }
}

function Clear-OwnToken {
    # Deletes what this run has made, and what its list shows of it after a lost answer.
    $list = (Send GET "${tokens}?searchTerm=$mark&page=1&size=100").Text | ConvertFrom-Json
    $ids = @($made) + @($list.results | Where-Object { $_.name -like "$mark*" } | ForEach-Object { $_.tokenId })
    foreach ($own in $ids | Select-Object -Unique) {
        $status = (Send DELETE "$tokens/$own").Status
        if ($status -in 200, 204) { $found.DeletedStatus = "$status" }
        if ($status -notin 200, 204, 404) {
            Write-Warning "The platform token $own could not be deleted (status $status): delete it by hand."
        }
    }
}

$known = (Send GET "${tokens}?searchTerm=$mark&page=1&size=1").Status
if ($known -ne 200) {
    throw ("The account refuses its list of platform tokens (status $known). " +
        'Check the UUID, and that the account allows platform tokens.')
}

if (-not $PSCmdlet.ShouldProcess("account $Account", 'Make up to three platform tokens, change them, and delete them again')) {
    return
}

$started = [Diagnostics.Stopwatch]::StartNew()
try {
    Find-Error
    $first = Find-Creation
    if ($first) {
        Find-Use $first
        Find-Expiry $first
        Find-Status $first
    }

    if ($UserUuid) {
        Find-Owner
    }
}
finally {
    Clear-OwnToken
    $client.Dispose()
}

$otherwise = @($assumed.Keys | Where-Object { $found.ContainsKey($_) -and $found[$_] -ne $assumed[$_] })
$open = @($assumed.Keys | Where-Object { -not $found.ContainsKey($_) })
'----- try-live-account 1: please send these lines back -----'
$day = (Get-Date).ToUniversalTime().ToString('yyyy-MM-dd')
"account: $day, $([int] $started.Elapsed.TotalSeconds) s, PowerShell $($PSVersionTable.PSVersion)"
foreach ($name in $assumed.Keys | Where-Object { $found.ContainsKey($_) }) {
    "${name}: $($found[$name])"
}

"otherwise than assumed: $(if ($otherwise) { $otherwise -join ', ' } else { 'nothing' })"
"not to be seen here: $(if ($open) { $open -join ', ' } else { 'nothing' })"
'----- end -----'
