<#
.SYNOPSIS
    HashiCorp Vault (a KV store of version 2) as a store of Invoke-DtTokenRotation.
.DESCRIPTION
    Returns the script blocks to splat. Needs the command vault, which takes VAULT_ADDR and VAULT_TOKEN from the environment.
    The secret goes in by the standard input: a command line is readable by everybody on the machine.
.EXAMPLE
    $store = ./samples/stores/hashicorp-vault.ps1 -Mount secret -Path dynatrace
    Find-DtToken -ExpiringWithin 14d | Invoke-DtTokenRotation @store -SecretName '{Environment}-{Name}'
#>
[CmdletBinding()]
[OutputType([hashtable])]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The script blocks use them.')]
param(
    [string] $Mount = 'secret',
    [string] $Path = 'dynatrace'
)

@{
    # An entry that is not there is an exit code of 2; so is much else, which the script blocks tell by what is said.
    AllowExitCode = 2

    Store         = {
        param($Name, $Token, $TokenId)
        $plain = [System.Net.NetworkCredential]::new('', $Token).Password
        $said = @{ token = $plain; tokenId = $TokenId } | ConvertTo-Json | vault kv put "-mount=$Mount" "$Path/$Name" '-' 2>&1
        if ($LASTEXITCODE -ne 0) {
            throw "vault kv put ended with exit code $($LASTEXITCODE): $said"
        }
    }.GetNewClosure()

    Retrieve      = {
        param($Name)
        $said = vault kv get "-mount=$Mount" '-field=token' "$Path/$Name" 2>&1
        if ($LASTEXITCODE -eq 0) {
            "$said"
        }
        elseif ("$said" -notmatch 'No value found') {
            throw "vault kv get ended with exit code $($LASTEXITCODE): $said"
        }
    }.GetNewClosure()

    Discard       = {
        param($Name)
        # All versions: the secret of a deleted version could be read again.
        $said = vault kv metadata delete "-mount=$Mount" "$Path/$Name" 2>&1
        if ($LASTEXITCODE -ne 0) {
            throw "vault kv metadata delete ended with exit code $($LASTEXITCODE): $said"
        }
    }.GetNewClosure()
}
