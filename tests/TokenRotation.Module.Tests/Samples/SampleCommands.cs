namespace TokenRotation.Module.Tests.Samples;

/// <summary>
/// Stand-ins for the commands of other products that the samples call, and for waiting.
/// Each notes its arguments in $calls, and fails when $broken is set.
/// </summary>
internal static class SampleCommands
{
    public const string Shims = """
        $global:calls = [System.Collections.Generic.List[string]]::new()
        $global:kept = @{}
        $global:broken = $false
        function global:Start-Sleep { param($Seconds) $global:waits++ }

        """;

    public const string AzureKeyVault = """
        $global:removed = @{}
        function global:Invoke-AzStub {
            param($Call)
            $calls.Add($Call)
            if ($broken) { throw 'permission denied' }
        }
        function global:Get-AzKeyVaultSecret {
            [CmdletBinding()] param($VaultName, $Name, [switch] $InRemovedState)
            Invoke-AzStub "Get-AzKeyVaultSecret $VaultName $Name"
            $from = if ($InRemovedState) { $removed } else { $kept }
            if ($from.Contains($Name)) { [pscustomobject]@{ Name = $Name; SecretValue = $from[$Name] } }
        }
        function global:Set-AzKeyVaultSecret {
            [CmdletBinding()] param($VaultName, $Name, [securestring] $SecretValue, [hashtable] $Tag)
            Invoke-AzStub "Set-AzKeyVaultSecret $VaultName $Name $($Tag.TokenId)"
            if ($removed.Contains($Name)) { throw 'Conflict: the secret is in a deleted but recoverable state.' }
            $kept[$Name] = $SecretValue
            [pscustomobject]@{ Name = $Name }
        }
        function global:Remove-AzKeyVaultSecret {
            [CmdletBinding()] param($VaultName, $Name, [switch] $Force)
            Invoke-AzStub "Remove-AzKeyVaultSecret $VaultName $Name"
            $removed[$Name] = $kept[$Name]
            $kept.Remove($Name)
        }
        function global:Undo-AzKeyVaultSecretRemoval {
            [CmdletBinding()] param($VaultName, $Name)
            Invoke-AzStub "Undo-AzKeyVaultSecretRemoval $VaultName $Name"
            $kept[$Name] = $removed[$Name]
            $removed.Remove($Name)
            [pscustomobject]@{ Name = $Name }
        }
        """;

    public const string HashiCorpVault = """
        function global:vault {
            $body = "$($input)"
            $calls.Add("$args")
            $global:LASTEXITCODE = 0
            if ($broken) { $global:LASTEXITCODE = 2; return 'Code: 403. permission denied' }
            $key = $args[-1]
            switch ("$($args[0]) $($args[1])") {
                'kv put' { $kept[$args[3]] = [System.Text.Json.Nodes.JsonNode]::Parse($body)['token'].ToString(); 'Success!' }
                'kv get' {
                    if ($kept.Contains($key)) { $kept[$key] } else { $global:LASTEXITCODE = 2; 'No value found at kv/data/' + $key }
                }
                'kv metadata' { $kept.Remove($key); 'Success! Data deleted (if it existed)' }
            }
        }
        """;

    // Server-side apply: a key belongs to the managers that have applied it. Whoever applies without it lets it go, and a key
    // that belongs to nobody goes.
    public const string Kubernetes = """
        $global:owners = @{}
        function global:kubectl {
            $body = "$($input)"
            $calls.Add("$args")
            $global:LASTEXITCODE = 0
            if ($broken) { $global:LASTEXITCODE = 1; return 'Error from server (Forbidden): permission denied' }
            if ($args -notcontains '--namespace=monitoring') { throw 'another namespace' }
            switch ($args[0]) {
                'apply' {
                    if ($args -notcontains '--server-side') { throw 'the secret would be noted in an annotation' }
                    $manager = "$($args -like '--field-manager=*')".Split('=')[1]
                    $manifest = [System.Text.Json.Nodes.JsonNode]::Parse($body)
                    $name = $manifest['metadata']['name'].ToString()
                    if ($name -cnotmatch '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$') { throw 'no DNS name' }
                    if (-not $kept.Contains($name)) { $kept[$name] = @{}; $owners[$name] = @{} }
                    foreach ($key in @($kept[$name].Keys)) {
                        if ($owners[$name][$key] -contains $manager -and -not $manifest['data'].ContainsKey($key)) {
                            $owners[$name][$key] = @($owners[$name][$key] -ne $manager)
                            if (-not $owners[$name][$key]) { $kept[$name].Remove($key) }
                        }
                    }
                    foreach ($pair in $manifest['data'].GetEnumerator()) {
                        $value = $pair.Value.ToString()
                        $others = if ($kept[$name][$pair.Key] -ceq $value) { $owners[$name][$pair.Key] }
                        $kept[$name][$pair.Key] = $value
                        $owners[$name][$pair.Key] = @($others) + $manager
                    }
                    'secret serverside-applied'
                }
                'get' {
                    if (-not $kept.Contains($args[2])) { return }
                    if ($args -contains '--output=name') { return "secret/$($args[2])" }
                    $null = "$($args -like '--output=*')" -match 'data\.(.*)\}'
                    $kept[$args[2]][$Matches[1].Replace('\.', '.')]
                }
                'patch' {
                    if ("$($args -like '--patch=*')" -notmatch 'data: \{(.*): null\}') { throw 'another patch' }
                    $kept[$args[2]].Remove($Matches[1])
                    'secret patched'
                }
                'delete' { $kept.Remove($args[2]); 'secret deleted' }
            }
        }
        """;

    public const string TaskScheduler = """
        $global:tasks = [System.Collections.Generic.List[object]]::new()
        function global:New-ScheduledTaskAction { param($Execute, $Argument) @{ Execute = $Execute; Argument = $Argument } }
        function global:New-ScheduledTaskTrigger { param([switch] $Daily, $At, $RandomDelay) @{ Daily = $Daily; At = $At } }
        function global:New-ScheduledTaskSettingsSet { param([switch] $StartWhenAvailable, $MultipleInstances, $ExecutionTimeLimit) @{ MultipleInstances = $MultipleInstances } }
        function global:New-ScheduledTaskPrincipal { param($UserId, $LogonType) @{ UserId = $UserId; LogonType = $LogonType } }
        function global:Register-ScheduledTask {
            param($TaskName, $Action, $Trigger, $Settings, $Principal, $User, $Password, [switch] $Force)
            $tasks.Add([pscustomobject]@{ TaskName = $TaskName; Execute = $Action.Execute; Argument = $Action.Argument; Account = "$($Principal.UserId)$User"; HasPassword = [bool]$Password })
        }
        """;
}
