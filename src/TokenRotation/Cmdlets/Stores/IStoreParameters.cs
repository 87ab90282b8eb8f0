using System.Management.Automation;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>
/// A cmdlet that is told where secrets are. The shell reads attributes from a cmdlet's own class and its bases alone: commands
/// that have no other base in common declare these parameters each by itself, and a test holds them to each other.
/// </summary>
internal interface IStoreParameters
{
    string[]? Vault { get; }

    string[]? SecretName { get; }

    ScriptBlock? Store { get; }

    ScriptBlock? Retrieve { get; }

    ScriptBlock? Discard { get; }

    int[]? AllowExitCode { get; }
}
