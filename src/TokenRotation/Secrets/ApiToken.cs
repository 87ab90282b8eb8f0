using System.Diagnostics;
using System.Net;
using System.Security;
using System.Text;

namespace TokenRotation.Secrets;

/// <summary>
/// A Dynatrace token with its secret. Everything that shows it shows the public part only:
/// <c>dt0c01.PUBLICPART</c>, the token's ID, which is safe to log and display.
/// </summary>
/// <remarks>
/// Format: <c>prefix.public.secret</c>, 24 and 64 characters for API tokens, an 8-character public part for platform and
/// ActiveGate tokens. Tokens made before Dynatrace 1.210 have no dots and no public part; they stay valid.
/// Source: Dynatrace documentation, "Access tokens", section "Token format".
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class ApiToken : IEquatable<ApiToken>, IDisposable
{
    /// <summary>What is shown for a token that has no public part.</summary>
    public const string NoPublicPart = "(token of the old format)";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly SecureString _value;

    private ApiToken(SecureString value, ApiTokenKind kind, string? id)
    {
        _value = value;
        Kind = kind;
        Id = id;
    }

    /// <summary>What the token is for, told by its prefix.</summary>
    public ApiTokenKind Kind { get; }

    /// <summary>The token's ID, prefix and public part; null for a token of the old format.</summary>
    public string? Id { get; }

    /// <summary>Reads a token. White space around it is the caller's business: it is refused here.</summary>
    /// <exception cref="ApiTokenFormatException">The text is no token; the message never contains it.</exception>
    public static ApiToken Parse(SecureString text)
    {
        if (text is null)
        {
            throw new ArgumentNullException(nameof(text));
        }

        return Parse(new NetworkCredential(string.Empty, text).Password);
    }

    /// <inheritdoc cref="Parse(SecureString)"/>
    public static ApiToken Parse(string text) =>
        Of(text, ApiTokenFormat.Read(text ?? throw new ArgumentNullException(nameof(text))));

    /// <summary>
    /// Takes a token that the server has just made. Its answer is the only copy: a form that this module does not know is no
    /// reason to lose it.
    /// </summary>
    /// <exception cref="ApiTokenFormatException">The text is empty, or holds white space.</exception>
    internal static ApiToken Received(string text) => Of(text, ApiTokenFormat.ReadReceived(text));

    /// <summary>Takes what a store keeps where tokens are kept, in a form that this module does not know perhaps.</summary>
    /// <exception cref="ApiTokenFormatException">The text is no token.</exception>
    internal static ApiToken Stored(string text) => Of(text, ApiTokenFormat.ReadStored(text));

    /// <summary>The same token once more, with a life of its own.</summary>
    internal ApiToken Copy() => new(_value.Copy(), Kind, Id);

    private static ApiToken Of(string text, (ApiTokenKind Kind, string? Id) read)
    {
        var value = new NetworkCredential(string.Empty, text).SecurePassword;
        value.MakeReadOnly();
        return new ApiToken(value, read.Kind, read.Id);
    }

    /// <summary>A copy for the one who asked for it.</summary>
    public SecureString ToSecureString() => _value.Copy();

    /// <summary>
    /// The whole token as text, for the places where the platform takes nothing else: a request header, a user's
    /// <c>-AsPlainText</c>. A .NET string cannot be cleared: keep it nowhere.
    /// </summary>
    public string Reveal() => new NetworkCredential(string.Empty, _value).Password;

    /// <summary>Gives the token's UTF-8 bytes to <paramref name="use"/> and clears them afterwards.</summary>
    public T UseUtf8<T>(Func<byte[], T> use)
    {
        if (use is null)
        {
            throw new ArgumentNullException(nameof(use));
        }

        var bytes = Encoding.UTF8.GetBytes(Reveal());
        try
        {
            return use(bytes);
        }
        finally
        {
            Array.Clear(bytes, 0, bytes.Length);
        }
    }

    /// <summary>Compares the whole tokens in a time that does not depend on where they differ.</summary>
    public bool Equals(ApiToken? other)
    {
        return other is not null && UseUtf8(mine => other.UseUtf8(theirs => SameBytes(mine, theirs)));
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ApiToken);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id ?? NoPublicPart);

    /// <summary>The public part only.</summary>
    public override string ToString() => Id ?? NoPublicPart;

    /// <inheritdoc/>
    public void Dispose() => _value.Dispose();

    private static bool SameBytes(byte[] left, byte[] right)
    {
        var difference = left.Length ^ right.Length;
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            difference |= left[i] ^ right[i];
        }

        return difference == 0;
    }
}
