using System.Management.Automation;
using TokenRotation.Api.Connecting;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation;

/// <summary>
/// How a user names a connected environment: the object, its URL or its ID. PowerShell makes it from any of these by itself.
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
        Connection = environment.Connection;
    }

    /// <summary>An environment by what was a connection: in a file of Export-Clixml, in a job, or as a test's stand-in.</summary>
    public EnvironmentReference(PSObject environment)
        : this(environment?.Properties[nameof(DtEnvironment.Environment)]?.Value as string ?? throw new ArgumentException("It has no Environment.", nameof(environment)))
    {
    }

    internal Connection? Connection { get; }

    /// <summary>What the user wrote.</summary>
    public override string ToString() => _text;

    internal bool HoldsWildcards => Connection is null && WildcardPattern.ContainsWildcardCharacters(_text);

    internal bool Matches(DtEnvironment environment) =>
        Wildcards.Match([_text], environment.EnvironmentId) || Wildcards.Match([_text], environment.Environment);

    internal bool Names(DtEnvironment environment) =>
        string.Equals(_text, environment.EnvironmentId, StringComparison.OrdinalIgnoreCase)
        || string.Equals(Canonical(), environment.Environment, StringComparison.OrdinalIgnoreCase);

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
