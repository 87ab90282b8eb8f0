using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Binding.Platform;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Binding.Descriptions;

/// <summary>What keeps a token from being made as it is described, found before anything is sent.</summary>
internal static class NewTokenFaults
{
    /// <summary>The error; null if there is none. What may be wrong is a warning.</summary>
    public static ErrorRecord? Of(TokenSpec spec, Connection connection, Action<string> warn) =>
        ServerText.HoldsToken(spec.Name) ? ErrorRecords.SecretAsName()
        : NameStamp.Read(spec.Name).Stamp is not null ? ErrorRecords.StampAsName(spec.Name)
        : connection.IsAccount ? OfPlatformToken(spec, connection, warn)
        : OfClassicToken(spec, connection, warn);

    private static ErrorRecord? OfPlatformToken(TokenSpec spec, Connection connection, Action<string> warn) =>
        spec.Resource.Any(name => ResourceNames.UrnOf(name) is null)
            ? AccountErrorRecords.NoResource(connection.Api.Environment)
            : PlatformScopeNames.SlipIn(spec.Scopes, warn);

    private static ErrorRecord? OfClassicToken(TokenSpec spec, Connection connection, Action<string> warn)
    {
        var environment = connection.Api.Environment;
        return spec.Resource.Count > 0 ? AccountErrorRecords.OnlyForAccounts(nameof(spec.Resource), environment)
            : spec.User is not null ? AccountErrorRecords.OnlyForAccounts(nameof(spec.User), environment)
            : ScopeNames.SlipIn(spec.Scopes, warn);
    }
}
