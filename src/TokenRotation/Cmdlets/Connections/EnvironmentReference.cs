using System.Collections;
using System.Management.Automation;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation;

/// <summary>
/// How a user names a connected environment: the object, its URL or its ID, or anything that has a property Environment, what
/// came back from a file or another process included. PowerShell makes it from any of these by itself.
/// </summary>
public sealed class EnvironmentReference
{
    private readonly string _text;

    /// <summary>An environment by its URL or its ID.</summary>
    public EnvironmentReference(string text) => _text = text ?? throw new ArgumentNullException(nameof(text));

    /// <summary>An environment by its URL.</summary>
    public EnvironmentReference(Uri url)
        : this((url ?? throw new ArgumentNullException(nameof(url))).AbsoluteUri)
    {
    }

    /// <summary>An environment by its connection.</summary>
    public EnvironmentReference(DtEnvironment environment)
        : this((environment ?? throw new ArgumentNullException(nameof(environment))).Environment)
    {
        Connection = environment.IsReal ? environment.Connection : null;
    }

    /// <summary>An environment by anything that names one.</summary>
    /// <exception cref="FormatException">It names none.</exception>
    public EnvironmentReference(object environment)
    {
        var value = environment is PSObject wrapped ? wrapped.BaseObject : environment;
        _text = TextOf(value) ?? TextOf(PropertyOf(environment)) ?? throw new FormatException(CmdletMessages.NoEnvironment);
        Connection = value is DtEnvironment { IsReal: true } known
            ? known.Connection
            : (value as EnvironmentReference)?.Connection;
    }

    internal Connection? Connection { get; }

    /// <summary>What the user wrote.</summary>
    public override string ToString() => _text;

    internal bool HoldsWildcards => Connection is null && WildcardPattern.ContainsWildcardCharacters(_text);

    internal bool Matches(DtEnvironment environment) =>
        Wildcards.Match([_text], environment.EnvironmentId) || Wildcards.Match([_text], environment.Environment);

    internal bool Names(DtEnvironment environment) =>
        string.Equals(_text, environment.EnvironmentId, StringComparison.OrdinalIgnoreCase)
        || string.Equals(_text, environment.Environment, StringComparison.OrdinalIgnoreCase)
        || string.Equals(Canonical(), environment.Environment, StringComparison.OrdinalIgnoreCase);

    internal bool NamesAccount => _text.StartsWith(AccountAddress.UrnPrefix, StringComparison.OrdinalIgnoreCase);

    private static string? TextOf(object? value) => value switch
    {
        string text => text,
        Uri url => url.AbsoluteUri,
        DtEnvironment environment => environment.Environment,
        EnvironmentReference reference => reference._text,
        _ => null,
    };

    private static object? PropertyOf(object? value) => value switch
    {
        null => null,
        IDictionary pairs => pairs[nameof(DtEnvironment.Environment)],
        _ => PSObject.AsPSObject(value).Properties[nameof(DtEnvironment.Environment)]?.Value,
    };

    private string? Canonical()
    {
        try
        {
            return EnvironmentUrl.Parse(_text).Text;
        }
        catch (EnvironmentUrlException)
        {
            return null;
        }
    }
}
