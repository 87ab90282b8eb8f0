using System.Management.Automation;
using System.Net;
using System.Security;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Secrets;

namespace TokenRotation;

/// <summary>
/// A secret as a user gives it: a SecureString, text, or a credential, of which the password is taken. PowerShell makes it from
/// any of these by itself, in a mock, too. It shows a token's public part, and has no property that could be written anywhere.
/// </summary>
public sealed class DtSecret
{
    private readonly SecureString _secret;

    /// <summary>
    /// A secret as it was given. Text is never refused: the error of a failed binding shows what was to be bound.
    /// </summary>
    /// <exception cref="FormatException">It is neither text nor a secret.</exception>
    public DtSecret(object secret) => _secret = Read(secret is PSObject wrapped ? wrapped.BaseObject : secret);

    /// <summary>The secret, for whoever takes one.</summary>
    public static implicit operator SecureString(DtSecret secret) =>
        secret?._secret ?? throw new ArgumentNullException(nameof(secret));

    /// <summary>The ID that was given where a secret belongs; null for anything else.</summary>
    internal string? Id => new NetworkCredential(string.Empty, _secret).Password is var text && TokenIds.IsId(text) ? text : null;

    /// <summary>The secret, for whoever takes one.</summary>
    public SecureString ToSecureString() => _secret.Copy();

    /// <summary>The public part of a token; of anything else, that it is a secret.</summary>
    public override string ToString() => ApiTokens.Shown(_secret) ?? CmdletMessages.SomeSecret;

    private static SecureString Read(object secret) => secret switch
    {
        SecureString secure => secure,
        string text => new NetworkCredential(string.Empty, text).SecurePassword,
        PSCredential credential => credential.Password,
        ApiToken token => token.ToSecureString(),
        DtSecret other => other._secret,
        _ => throw new FormatException(CmdletMessages.NoSecret),
    };
}
