<#
.SYNOPSIS
    Secrets of a Kubernetes namespace as a store of Invoke-DtTokenRotation.
.DESCRIPTION
    Returns the script blocks to splat. Needs the command kubectl, and the verbs get, create, patch and delete on secrets of the
    namespace. A pod that has the secret as an environment variable keeps the old value until it is started again; use
    -Overlap, or mount the secret as a volume.

    The name of an entry is the secret's, or, where several tokens share one secret, the secret's and the key's with a slash
    between them: dynakube/apiToken. So the secret that the Dynatrace Operator reads keeps its other keys:

        Find-DtToken -Name 'operator token' | Invoke-DtTokenRotation @store -SecretName dynakube/apiToken -Overlap 1d
        Find-DtToken -Name 'ingest token' | Invoke-DtTokenRotation @store -SecretName dynakube/dataIngestToken -Overlap 1d

    Each key is applied on the server's side by a field manager of its own: one that applies a secret without a key that it has
    applied before takes that key away, and kubectl's own side would note the secret's text in an annotation. What a rotation
    keeps beside the current secret is a key beside its key.
.EXAMPLE
    $store = ./samples/stores/kubernetes-secret.ps1 -Namespace monitoring
    Find-DtToken -ExpiringWithin 14d | Invoke-DtTokenRotation @store -SecretName 'dynatrace-{Name}' -Overlap 2d
#>
[CmdletBinding()]
[OutputType([hashtable])]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The script blocks use them.')]
param(
    [Parameter(Mandatory)]
    [string] $Namespace,

    # The key of an entry whose name has no slash.
    [string] $Key = 'token',

    # Further arguments of every call, such as --context=production.
    [string[]] $KubectlArgument = @()
)

function Invoke-Kubectl {
    # The exit code decides, whatever the session's preferences are.
    param([string[]] $ArgumentList, [string] $Manifest)
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    $all = $ArgumentList + "--namespace=$Namespace" + $KubectlArgument
    $said = if ($Manifest) { $Manifest | kubectl @all 2>&1 } else { kubectl @all 2>&1 }
    if ($LASTEXITCODE -ne 0) {
        throw "kubectl $($ArgumentList[0]) ended with exit code $($LASTEXITCODE): $said"
    }

    "$said"
}

function Split-Entry {
    # A key is written as its readers want it; a secret's name is a DNS name.
    param([string] $Name)
    $secret, $own = $Name -split '/', 2
    [pscustomobject]@{ Secret = $secret.ToLowerInvariant(); Key = if ($own) { $own } else { $Key }; Shared = [bool] $own }
}

$invoke, $split = ${function:Invoke-Kubectl}.GetNewClosure(), ${function:Split-Entry}.GetNewClosure()
@{
    Store    = {
        param($Name, $Token)
        $entry = & $split $Name
        $bytes = [System.Text.Encoding]::UTF8.GetBytes([System.Net.NetworkCredential]::new('', $Token).Password)
        $manifest = @{
            apiVersion = 'v1'
            kind       = 'Secret'
            type       = 'Opaque'
            metadata   = @{ name = $entry.Secret; namespace = $Namespace }
            data       = @{ $entry.Key = [System.Convert]::ToBase64String($bytes) }
        } | ConvertTo-Json -Depth 4
        $apply = 'apply', '--server-side', '--force-conflicts', "--field-manager=dynatrace-$($entry.Key)", '--filename=-'
        $null = & $invoke $apply $manifest
    }.GetNewClosure()

    Retrieve = {
        param($Name)
        $entry = & $split $Name
        $said = & $invoke @('get', 'secret', $entry.Secret, '--ignore-not-found', "--output=jsonpath={.data.$($entry.Key -replace '\.', '\.')}")
        if ($said) {
            [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($said))
        }
    }.GetNewClosure()

    Discard  = {
        param($Name)
        $entry = & $split $Name
        if (-not $entry.Shared) {
            $null = & $invoke @('delete', 'secret', $entry.Secret, '--ignore-not-found')
        }
        elseif (& $invoke @('get', 'secret', $entry.Secret, '--ignore-not-found', '--output=name')) {
            # YAML, as Windows PowerShell takes quotation marks from an argument.
            $null = & $invoke @('patch', 'secret', $entry.Secret, '--type=merge', "--patch={data: {$($entry.Key): null}}")
        }
    }.GetNewClosure()
}
