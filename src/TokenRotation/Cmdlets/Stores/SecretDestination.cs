using TokenRotation.Rotation.Places;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>Where new tokens go, other than to the pipeline: to stores, or to a receiver that gives nothing back.</summary>
/// <param name="Entries">How the entries are called, each with its store; without one where there is a receiver.</param>
/// <param name="Receiver">The receiver; null if there are stores.</param>
internal sealed record SecretDestination(
    IReadOnlyList<(ISecretStore? Store, SecretName Name)> Entries, ScriptBlockReceiver? Receiver)
{
    /// <summary>Every name in every store.</summary>
    public static SecretDestination In(IEnumerable<ISecretStore> stores, IReadOnlyList<SecretName> names) =>
        new([.. stores.SelectMany(store => names.Select(name => ((ISecretStore?)store, name)))], null);

    /// <summary>Every name that a receiver is given.</summary>
    public static SecretDestination Through(ScriptBlockReceiver receiver, IEnumerable<SecretName> names) =>
        new([.. names.Select(name => ((ISecretStore?)null, name))], receiver);

    /// <summary>The places of an environment's rotations; the pipeline without a destination, and for a receiver.</summary>
    public static SecretPlaces PlacesOf(SecretDestination? destination, string environmentId) => destination switch
    {
        null => SecretPlaces.Pipeline,
        { Receiver: { } receiver } => SecretPlaces.ReceivedBy(
            receiver.Name, destination.Entries.Select(entry => new EntryNames(entry.Name, environmentId))),
        _ => SecretPlaces.In([.. destination.Entries.Select(entry => (entry.Store!, new EntryNames(entry.Name, environmentId)))]),
    };

    /// <summary>The same with other names for the entries.</summary>
    public SecretDestination Named(IReadOnlyList<SecretName> names) => this with
    {
        Entries = [.. Entries.Select(entry => entry.Store).Distinct().SelectMany(store => names.Select(name => (store, name)))],
    };
}
