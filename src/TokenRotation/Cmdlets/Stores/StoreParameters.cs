using System.Management.Automation;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>The parameters of a cmdlet that say where new tokens go; null for those that were not given.</summary>
internal sealed record StoreParameters
{
    /// <summary>The name of a vault.</summary>
    public string? Vault { get; init; }

    /// <summary>The template of the entries' names.</summary>
    public string? SecretName { get; init; }

    /// <summary>Writes a token: param($Name, $Token, $TokenId).</summary>
    public ScriptBlock? Store { get; init; }

    /// <summary>Reads a token back: param($Name).</summary>
    public ScriptBlock? Retrieve { get; init; }

    /// <summary>Removes an entry: param($Name).</summary>
    public ScriptBlock? Discard { get; init; }

    /// <summary>Exit codes of programs in the script blocks that are no failure.</summary>
    public int[]? AllowExitCode { get; init; }

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
        { SecretName: not null, Vault: null, Store: null } => ErrorRecords.ParameterMissing(nameof(SecretName), nameof(Vault)),
        _ => null,
    };

    /// <summary>The destination; null for the pipeline. Parameters that do not fit together end the cmdlet.</summary>
    public SecretDestination? OpenFor(Cmdlet cmdlet, SessionScript session)
    {
        if (Contradiction() is { } contradiction)
        {
            cmdlet.ThrowTerminatingError(contradiction);
        }

        try
        {
            return Open(session);
        }
        catch (SecretNameException failure)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.For(failure, SecretName));
            throw;
        }
    }

    /// <summary>The destination; null for the pipeline. <see cref="Contradiction"/> has been asked before.</summary>
    /// <exception cref="SecretNameException">The template cannot be used.</exception>
    public SecretDestination? Open(SessionScript session)
    {
        var name = SecretName is null ? Secrets.SecretName.OfToken : Secrets.SecretName.Parse(SecretName);
        if (Vault is not null)
        {
            return new SecretDestination(new SecretManagementStore(Vault, session), null, name);
        }

        if (Store is null)
        {
            return null;
        }

        var seen = new SecretsSeen();
        var store = Script(nameof(Store), Store);
        return Retrieve is null
            ? new SecretDestination(null, new ScriptBlockReceiver(store), name)
            : new SecretDestination(
                new ScriptBlockStore(
                    store,
                    Script(nameof(Retrieve), Retrieve),
                    Discard is null ? null : Script(nameof(Discard), Discard),
                    seen),
                null,
                name);

        StoreScript Script(string parameter, ScriptBlock block) => new(parameter, block, session, seen, AllowExitCode);
    }
}
