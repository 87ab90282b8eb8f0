using System.Collections;
using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation.Cmdlets.Binding.Platform;

/// <summary>The connections that a command line is about while it is being typed.</summary>
internal static class CompletedConnections
{
    /// <summary>Those that it names; the one made last where it names none.</summary>
    public static List<Connection> Of(IDictionary? bound)
    {
        var table = ConnectionTable.OfThisRunspace();
        var wanted = bound?[nameof(DtEnvironmentCmdlet.Environment)];
        var found = wanted is null
            ? [table.Current]
            : LanguagePrimitives.TryConvertTo<EnvironmentReference[]>(wanted, out var references)
            ? references.Select(table.Find)
            : [];
        return [.. found.OfType<Connection>()];
    }
}
