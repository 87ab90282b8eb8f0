using System.Management.Automation;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Cmdlets.Base;

/// <summary>A cmdlet whose runs can have a store: where the secrets are, and how long what is revoked stays.</summary>
public abstract class DtRotationCmdlet : DtEnvironmentCmdlet, IStoreParameters
{
    private static readonly string[] OfEntries = ["NewEntry", "After"];

    /// <summary>
    /// How long an old token stays revoked before it may be deleted: 7d, 12h, a TimeSpan. Seven days if not given.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration GracePeriod { get; set; } = RotationPolicy.DefaultGracePeriod;

    /// <summary>The SecretManagement vault that holds the tokens' secrets, or several that all get them.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Vault { get; set; }

    /// <summary>
    /// The name of the secret in the store, or several that all get it. A name may hold {Name} and {Environment}.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? SecretName { get; set; }

    /// <summary>
    /// Stores a secret: param($Name, $Token, $TokenId). Without -Retrieve nothing can be read back, and it counts as a
    /// pipeline.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Store { get; set; }

    /// <summary>Reads a secret of -Store: param($Name) gives a SecureString, a string or nothing.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Retrieve { get; set; }

    /// <summary>Removes a secret of -Store: param($Name). Without it, what is needed no longer stays there.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Discard { get; set; }

    /// <summary>Exit codes of programs in -Store, -Retrieve and -Discard that are no failure, besides 0.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public int[]? AllowExitCode { get; set; }

    /// <summary>Where secrets go; null for the pipeline. Parameters that do not fit together end the cmdlet.</summary>
    private protected SecretDestination? DestinationOfParameters() =>
        StoreParameters.Of(this).OpenFor(this, InvokeInSession);

    /// <summary>
    /// Ends the cmdlet where a parameter about entries is given and there is no store that can be read: it would do nothing.
    /// </summary>
    private protected void RequireEntry(SecretDestination? destination)
    {
        if (AboutEntries is { } given && destination is (null or { Receiver: not null }))
        {
            ThrowTerminatingError(ErrorRecords.ParameterMissing(given, nameof(Vault)));
        }
    }

    /// <summary>The same for a spec file: whether one of its tokens has a store that can be read.</summary>
    private protected void RequireEntryIn(string file, bool hasEntry)
    {
        if (AboutEntries is { } given && !hasEntry)
        {
            ThrowTerminatingError(FileErrors.NoStoreIn(file, given));
        }
    }

    /// <summary>A parameter that was given and is about the entries of a store; null for none.</summary>
    private string? AboutEntries => OfEntries.FirstOrDefault(parameter =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out var value) && value is not SwitchParameter { IsPresent: false });

    /// <summary>The user asked for just this grace period.</summary>
    private protected bool GraceIsGiven => MyInvocation.BoundParameters.ContainsKey(nameof(GracePeriod));

    /// <summary>
    /// Lists an environment, or what has changed since it was known; what a run there sees and does starts from this.
    /// </summary>
    internal static async Task<RotationRun> BeginRunAsync(
        Connection connection,
        RotationOptions options,
        CancellationToken listing,
        CancellationToken abort,
        TenantSnapshot? known = null)
    {
        if (known is null)
        {
            connection.Api.RestartServerTimes();
        }

        var snapshot = await (known?.RenewedAsync(connection.Api, listing) ?? TenantSnapshot.TakeAsync(connection.Api, listing))
            .ConfigureAwait(false);
        return new RotationRun(
            connection.Api, connection.Caller, snapshot, options with { SettlingTime = connection.SettlingTime }, abort);
    }
}
