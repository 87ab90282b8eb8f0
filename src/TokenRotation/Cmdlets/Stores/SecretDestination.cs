using TokenRotation.Rotation.Places;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>Where new tokens go, other than to the pipeline: to a store, or to a receiver that gives nothing back.</summary>
/// <param name="Store">The store; null if there is a receiver.</param>
/// <param name="Receiver">The receiver; null if there is a store.</param>
/// <param name="Name">How the entries are called.</param>
internal sealed record SecretDestination(ISecretStore? Store, ScriptBlockReceiver? Receiver, SecretName Name)
{
    /// <summary>The places of an environment's rotations; the pipeline without a destination, and for a receiver.</summary>
    public static SecretPlaces PlacesOf(SecretDestination? destination, string environmentId) => destination switch
    {
        { Store: { } store } => SecretPlaces.In(store, destination.EntriesIn(environmentId)),
        { Receiver: { } receiver } => SecretPlaces.ReceivedBy(receiver.Name, destination.EntriesIn(environmentId)),
        _ => SecretPlaces.Pipeline,
    };

    /// <summary>How the entries for an environment's tokens are called.</summary>
    public EntryNames EntriesIn(string environmentId) => new(Name, environmentId);
}
