using System.Management.Automation;
using System.Net;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>
/// Lets a secret come in as text as well. It only wraps the text and never refuses it: the error of a failed binding shows
/// what was to be bound.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string text => new NetworkCredential(string.Empty, text).SecurePassword,
            ApiToken token => token.ToSecureString(),
            object[] several => Array.ConvertAll(several, one => Transform(engineIntrinsics, one)),
            _ => inputData,
        };
    }
}
