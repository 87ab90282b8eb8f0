using System.Collections;
using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Secrets;

namespace TokenRotation;

/// <summary>
/// How a user names a token: its ID as text, or anything that has a property Id, or Name for want of an ID: a row of a CSV file,
/// or what came back from another process. PowerShell makes it from any of these by itself. A connection names no token, nor does
/// a file.
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
        var id = TextOf(value) ?? Filled(PropertyOf(token, nameof(Id))) ?? Filled(PropertyOf(token, "TokenId"));
        var name = id is null && PropertyOf(token, "PSPath") is null ? Filled(PropertyOf(token, nameof(DtToken.Name))) : null;
        Id = id?.Trim() ?? name ?? throw new FormatException(CmdletMessages.NoTokenReference);
        IsOfServer = value is TokenReference other
            ? other.IsOfServer
            : value is not string && PropertyOf(token, nameof(DtToken.Environment)) is not null;
        IsNamed = value is TokenReference { IsNamed: true } || (name is not null && !TokenIds.IsId(name));
    }

    /// <summary>The ID, as it was given; the name, where an object has no ID.</summary>
    public string Id { get; }

    /// <summary>It came in an object that has a name and no ID.</summary>
    internal bool IsNamed { get; }

    /// <summary>It came in an object that says which environment it is of; a line of a file says nothing but itself.</summary>
    internal bool IsOfServer { get; }

    /// <summary>It is a token's name, or can be nothing else, written where an ID belongs.</summary>
    internal bool IsName => IsNamed || (!IsOfServer && TokenIds.IsName(Id));

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
    public override string ToString() => IsNamed ? ServerText.Shown(Id) : IsOfServer ? Id : TokenIds.Shown(Id);

    // An empty column of a CSV file says nothing.
    private static string? Filled(object? value) => TextOf(value) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

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
