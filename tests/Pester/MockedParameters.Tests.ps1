# Every cmdlet, mocked, with every way in which the help says that a duration, a date, a secret or an environment may be
# written. A mock has the parameters' types and nothing else of them: what it takes, PowerShell has made from the type alone.

[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', '', Justification = 'Tests use them.')]
param()

BeforeDiscovery {
    . "$PSScriptRoot/Support/Module.ps1"
    $durations = '14d', "'14d'", '2h', '30s', '15m', '2w', '6M', '1y', 'now+90d', "'now+30d'", "'1.12:00:00'",
        '([timespan]::FromDays(3))', '((Get-Date).AddDays(14))', '([datetimeoffset]::Now.AddDays(14))', "'2040-01-31'"
    $forms = @{
        DtDuration           = $durations
        DtDate               = $durations + "'2040-01-31T12:00:00Z'"
        DtSecret             = '$plain', '$secure', '$credential', '$token', '$platform'
        TokenReference       = 'dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX', 'dt0s16.ABCDEFGH', '$listed', '$listedPlatform', '$saved', '$row', '@{ Id = ''dt0c01.A'' }'
        EnvironmentReference = '$url', 'abc12345', '$account', '([uri] $url)', '$made', '$deserialized', '$described', '@{ Environment = $url }'
    }

    # What else a call with this parameter needs.
    function Get-Rest([System.Management.Automation.CommandInfo] $Command, [string] $Name) {
        $set = $Command.ParameterSets | Where-Object { $_.Parameters.Name -contains $Name } | Select-Object -First 1
        $needed = $set.Parameters | Where-Object { $_.IsMandatory -and $_.Name -ne $Name }
        ($needed | ForEach-Object {
                $type = $_.ParameterType.Name
                $value = if ($type -eq 'SwitchParameter') { '' }
                elseif ($type -like 'DtSecret*') { ' $secure' }
                elseif ($type -like 'EnvironmentReference*') { ' $url' }
                elseif ($type -like 'DtToken*') { ' $listed' }
                else { ' dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX' }
                "-$($_.Name)$value"
            }) -join ' '
    }

    $cases = foreach ($command in Get-Command -Module TokenRotation -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values) {
            $type = $parameter.ParameterType
            $name = if ($type.IsArray) { $type.GetElementType().Name }
            elseif ([nullable]::GetUnderlyingType($type)) { [nullable]::GetUnderlyingType($type).Name }
            else { $type.Name }
            if ($forms.ContainsKey($name)) {
                @{
                    Command   = $command.Name
                    Parameter = $parameter.Name
                    Calls     = @($forms[$name] | ForEach-Object { "$($command.Name) $(Get-Rest $command $parameter.Name) -$($parameter.Name) $_" })
                }
            }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/Support/Module.ps1"
    $url = 'https://abc12345.live.dynatrace.com'
    $account = 'urn:dtaccount:2f3c1c52-6a0e-4b57-9d3e-5a4d8f0b2c61'
    $platform = 'dt0s16.ABCDEFGH.' + ('S' * 64)
    $plain = 'dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX.' + ('S' * 64)
    $secure = [System.Net.NetworkCredential]::new('', $plain).SecurePassword
    $credential = [pscredential]::new('Dynatrace', $secure)
    $token = [TokenRotation.Secrets.ApiToken]::Parse($plain)
    $made = [TokenRotation.DtEnvironment] @{ Environment = $url; CallerId = 'dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX' }
    $described = [pscustomobject] @{ Environment = $url }
    $made | Export-Clixml (Join-Path $TestDrive 'environment.clixml')
    $deserialized = Import-Clixml (Join-Path $TestDrive 'environment.clixml')
    $row = [pscustomobject] @{ Id = 'dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX' }
    $listed = [TokenRotation.DtToken] @{ Id = 'dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX'; Name = 'listed'; Environment = $url }
    $listedPlatform = [TokenRotation.DtToken] @{ Id = 'dt0s16.ABCDEFGH'; Name = 'listed'; Environment = $account }
    $listed | Export-Clixml (Join-Path $TestDrive 'token.clixml')
    $saved = Import-Clixml (Join-Path $TestDrive 'token.clixml')
}

Describe 'The mock of a cmdlet' {
    It 'takes what <Command> takes as -<Parameter>' -ForEach $cases {
        Mock $Command { 'mocked' }

        foreach ($call in $Calls) {
            & ([scriptblock]::Create($call)) | Should -Be 'mocked' -Because $call
        }
    }

    It 'has the value that was meant, to filter by' {
        Mock Find-DtToken { 'due' } -ParameterFilter { $ExpiringWithin -eq '14d' }
        Mock Find-DtToken { 'other' }
        Mock New-DtToken { $ExpirationDate.Value.Year }

        Find-DtToken -ExpiringWithin 2w | Should -Be 'due'
        Find-DtToken -ExpiringWithin ([timespan]::FromDays(14)) | Should -Be 'due'
        Find-DtToken -ExpiringWithin 14h | Should -Be 'other'
        New-DtToken name metrics.read -ExpirationDate 2040-01-31 | Should -Be 2040
    }

    It 'refuses what the cmdlet refuses' {
        Mock Find-DtToken { 'mocked' }

        { Find-DtToken -ExpiringWithin 14 } | Should -Throw '*number with a unit*'
        { Find-DtToken -ExpiringWithin soon } | Should -Throw '*number with a unit*'
        { Find-DtToken -Environment ([pscustomobject] @{ Name = 'x' }) } | Should -Throw '*@{Name=x}*'
    }

    It 'passes a secret on to what takes one, and shows its public part' {
        Mock Connect-DtEnvironment { [System.Net.NetworkCredential]::new('', $ApiToken).Password }
        Mock Test-DtToken { "$Token" }

        Connect-DtEnvironment $url -ApiToken $plain | Should -Be $plain
        Test-DtToken -Token $plain | Should -Be 'dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX'
    }

    It 'shows a secret in no serialisation' {
        $secret = [TokenRotation.DtSecret] $plain
        $secret | Export-Clixml (Join-Path $TestDrive 'secret.clixml')
        $texts = "$secret", ($secret | ConvertTo-Json), ($secret | ConvertTo-Csv | Out-String), ($secret | Format-List * | Out-String),
            (Get-Content (Join-Path $TestDrive 'secret.clixml') -Raw)

        $texts | ForEach-Object { $_ | Should -Not -BeLike "*$('S' * 8)*" }
    }
}

Describe 'What the cmdlets emit' {
    It 'can be made without a connection: <_>' -ForEach 'DtToken', 'DtNewToken', 'DtRotatedToken', 'DtTokenRotation', 'DtEnvironment' {
        $type = "TokenRotation.$_"
        $mocked = New-MockObject -Type $type -Properties @{ Environment = $url }
        $cast = ([pscustomobject] @{ Environment = $url }) -as ([type] $type)

        $mocked.Environment | Should -Be $url
        $cast.Environment | Should -Be $url
        $mocked, $cast | ForEach-Object {
            { $_ | Format-List | Out-String } | Should -Not -Throw
            { $_ | Out-String } | Should -Not -Throw
            { "$_" } | Should -Not -Throw
        }
    }

    It 'goes through a pipeline of mocks' {
        Mock Find-DtToken { [TokenRotation.DtToken] @{ Id = 'dt0c01.A'; Name = 'one'; Environment = $url } }
        Mock Revoke-DtToken { $Id }

        Find-DtToken -Environment $made | Revoke-DtToken | Should -Be 'dt0c01.A'
    }

    It 'is no connection because it says so' {
        Get-DtEnvironment | Disconnect-DtEnvironment

        { Find-DtToken -Environment $made -ErrorAction Stop } | Should -Throw -ErrorId '*NotConnected*'
    }
}
