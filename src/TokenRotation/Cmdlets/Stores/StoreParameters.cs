using System.Management.Automation;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>The parameters of a cmdlet that say where new tokens go; null for those that were not given.</summary>
internal sealed record StoreParameters
{
    /// <summary>The names of vaults.</summary>
    public string[]? Vault { get; init; }

    /// <summary>The templates of the entries' names; each is an entry in every vault.</summary>
    public string[]? SecretName { get; init; }

    /// <summary>Writes a token: param($Name, $Token, $TokenId).</summary>
    public ScriptBlock? Store { get; init; }

    /// <summary>Reads a token back: param($Name).</summary>
    public ScriptBlock? Retrieve { get; init; }

    /// <summary>Removes an entry: param($Name).</summary>
    public ScriptBlock? Discard { get; init; }

    /// <summary>Exit codes of programs in the script blocks that are no failure.</summary>
    public int[]? AllowExitCode { get; init; }

    /// <summary>Those that a cmdlet was given.</summary>
    public static StoreParameters Of(IStoreParameters given) => new()
    {
        Vault = given.Vault,
        SecretName = given.SecretName,
        Store = given.Store,
        Retrieve = given.Retrieve,
        Discard = given.Discard,
        AllowExitCode = given.AllowExitCode,
    };

    /// <summary>What is wrong with them taken together; null if nothing is.</summary>
    public ErrorRecord? Contradiction() => this switch
    {
        { Vault: not null, Store: not null } => ErrorRecords.ParametersContradict(nameof(Vault), nameof(Store)),
        { Vault: not null, Retrieve: not null } => ErrorRecords.ParametersContradict(nameof(Vault), nameof(Retrieve)),
        { Vault: not null, Discard: not null } => ErrorRecords.ParametersContradict(nameof(Vault), nameof(Discard)),
        { Vault: not null, SecretName: null } => ErrorRecords.ParameterMissing(nameof(Vault), nameof(SecretName)),
        { Retrieve: not null, Store: null } => ErrorRecords.ParameterMissing(nameof(Retrieve), nameof(Store)),
        { Discard: not null, Store: null } => ErrorRecords.ParameterMissing(nameof(Discard), nameof(Store)),
        { Discard: not null, Retrieve: null } => ErrorRecords.ParameterMissing(nameof(Discard), nameof(Retrieve)),
        { AllowExitCode: not null, Store: null } => ErrorRecords.ParameterMissing(nameof(AllowExitCode), nameof(Store)),
        { Store: { } store } when TokenAsText.IsIn(store) => ErrorRecords.TokenAsText(),
        _ => null,
    };

    // The name of an entry alone means the default vault.
    private bool MeansDefaultVault => SecretName is not null && Vault is null && Store is null;

    /// <summary>
    /// The destination; null for the pipeline. Parameters that do not fit together end the cmdlet, and so does a default vault
    /// that is missing.
    /// </summary>
    public SecretDestination? OpenFor(PSCmdlet cmdlet, SessionScript session)
    {
        if (Contradiction() is { } contradiction)
        {
            cmdlet.ThrowTerminatingError(contradiction);
        }

        try
        {
            return (MeansDefaultVault ? this with { Vault = [Vaults.DefaultOf(cmdlet)] } : this).Open(session);
        }
        catch (Exception failure) when (failure is SecretNameException or SecretStoreException)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.For(failure, string.Join(", ", SecretName ?? [])));
            throw;
        }
    }

    /// <summary>The destination; null for the pipeline. <see cref="Contradiction"/> has been asked before.</summary>
    /// <exception cref="SecretNameException">A template cannot be used.</exception>
    public SecretDestination? Open(SessionScript session)
    {
        IReadOnlyList<SecretName> names = SecretName is null
            ? [Secrets.SecretName.OfToken]
            : [.. SecretName.Select(Secrets.SecretName.Parse)];
        if (Vault is not null)
        {
            var vaults = Vault.Distinct(StringComparer.OrdinalIgnoreCase);
            return SecretDestination.In([.. vaults.Select(vault => new SecretManagementStore(vault, session))], names);
        }

        if (Store is null)
        {
            return null;
        }

        var seen = new SecretsSeen();
        var store = Script(nameof(Store), Store);
        return Retrieve is null
            ? SecretDestination.Through(new ScriptBlockReceiver(store), names)
            : SecretDestination.In(
                [
                    new ScriptBlockStore(
                        store,
                        Script(nameof(Retrieve), Retrieve),
                        Discard is null ? null : Script(nameof(Discard), Discard),
                        seen),
                ],
                names);

        StoreScript Script(string parameter, ScriptBlock block) => new(parameter, block, session, seen, AllowExitCode);
    }
}
