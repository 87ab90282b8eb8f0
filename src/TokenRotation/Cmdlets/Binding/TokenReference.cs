using System.Collections;
using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;

namespace TokenRotation;

/// <summary>
/// How a user names a token: its ID as text, or anything that has a property Id, what came back from a file or another process
/// included. PowerShell makes it from any of these by itself. A connection names no token.
/// </summary>
public sealed class TokenReference : IEquatable<TokenReference>
{
    /// <summary>A token by its ID. White space around it, as a file or a clipboard adds it, is none of it.</summary>
    public TokenReference(string id) => Id = (id ?? throw new ArgumentNullException(nameof(id))).Trim();

    /// <summary>A token by anything that names one.</summary>
    /// <exception cref="FormatException">It names none.</exception>
    public TokenReference(object token)
    {
        var value = token is PSObject wrapped ? wrapped.BaseObject : token;
        Id = (TextOf(value) ?? TextOf(PropertyOf(token, nameof(Id))) ?? TextOf(PropertyOf(token, "TokenId")))?.Trim()
            ?? throw new FormatException(CmdletMessages.NoTokenReference);
        IsOfServer = value is TokenReference other
            ? other.IsOfServer
            : value is not string && PropertyOf(token, nameof(DtToken.Environment)) is not null;
    }

    /// <summary>The ID, as it was given.</summary>
    public string Id { get; }

    /// <summary>It came in an object that says which environment it is of; a line of a file says nothing but itself.</summary>
    internal bool IsOfServer { get; }

    /// <summary>It can be nothing but a token's name, written where an ID belongs.</summary>
    internal bool IsName => !IsOfServer && TokenIds.IsName(Id);

    /// <summary>Whether both are the same ID.</summary>
    public static bool operator ==(TokenReference? left, TokenReference? right) => Equals(left, right);

    /// <summary>Whether they are two IDs.</summary>
    public static bool operator !=(TokenReference? left, TokenReference? right) => !Equals(left, right);

    /// <inheritdoc/>
    public bool Equals(TokenReference? other) => Id == other?.Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TokenReference other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);

    /// <summary>The part of what was given that may be shown: a user may paste a secret where an ID belongs.</summary>
    public override string ToString() => IsOfServer ? Id : TokenIds.Shown(Id);

    private static string? TextOf(object? value) => value switch
    {
        string text => text,
        TokenReference reference => reference.Id,
        PSObject { BaseObject: string text } => text,
        _ => null,
    };

    private static object? PropertyOf(object? value, string name) => value switch
    {
        null => null,
        IDictionary pairs => pairs[name],
        _ => PSObject.AsPSObject(value).Properties[name]?.Value,
    };
}
