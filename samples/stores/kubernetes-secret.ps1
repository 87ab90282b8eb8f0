<#
.SYNOPSIS
    Secrets of a Kubernetes namespace as a store of Invoke-DtTokenRotation.
.DESCRIPTION
    Returns the script blocks to splat. Needs the command kubectl, and the verbs get, create, patch and delete on secrets of the
    namespace. A pod that has the secret as an environment variable keeps the old value until it is started again; use
    -Overlap, or mount the secret as a volume.

    The secret is applied on the server's side: kubectl's own side would note its text in an annotation.
.EXAMPLE
    $store = ./samples/stores/kubernetes-secret.ps1 -Namespace monitoring
    Find-DtToken -ExpiringWithin 14d | Invoke-DtTokenRotation @store -SecretName 'dynatrace-{Name}' -Overlap 2d
#>
[CmdletBinding()]
[OutputType([hashtable])]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'The script blocks use them.')]
param(
    [Parameter(Mandatory)]
    [string] $Namespace
)

@{
    Store    = {
        param($Name, $Token, $TokenId)
        $manifest = @{
            apiVersion = 'v1'
            kind       = 'Secret'
            type       = 'Opaque'
            metadata   = @{ name = $Name.ToLowerInvariant(); namespace = $Namespace; annotations = @{ 'dynatrace-token-id' = $TokenId } }
            stringData = @{ token = [System.Net.NetworkCredential]::new('', $Token).Password }
        }
        $said = $manifest | ConvertTo-Json -Depth 4 | kubectl apply --server-side --force-conflicts -f '-' 2>&1
        if ($LASTEXITCODE -ne 0) {
            throw "kubectl apply ended with exit code $($LASTEXITCODE): $said"
        }
    }.GetNewClosure()

    Retrieve = {
        param($Name)
        $said = kubectl get secret $Name.ToLowerInvariant() "--namespace=$Namespace" --ignore-not-found '--output=jsonpath={.data.token}' 2>&1
        if ($LASTEXITCODE -ne 0) {
            throw "kubectl get ended with exit code $($LASTEXITCODE): $said"
        }

        if ($said) {
            [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String("$said"))
        }
    }.GetNewClosure()

    Discard  = {
        param($Name)
        $said = kubectl delete secret $Name.ToLowerInvariant() "--namespace=$Namespace" --ignore-not-found 2>&1
        if ($LASTEXITCODE -ne 0) {
            throw "kubectl delete ended with exit code $($LASTEXITCODE): $said"
        }
    }.GetNewClosure()
}
