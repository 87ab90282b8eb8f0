using TokenRotation.Api;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>
/// Where the secrets of rotations go: into a store, each rotation's under entries of its own, or to the pipeline.
/// </summary>
internal sealed class SecretPlaces
{
    private readonly (ISecretStore Store, EntryNames Entries)? _store;
    private readonly (string Name, EntryNames Entries)? _receiver;

    private SecretPlaces((ISecretStore Store, EntryNames Entries)? store, (string Name, EntryNames Entries)? receiver) =>
        (_store, _receiver) = (store, receiver);

    /// <summary>Whoever takes new tokens from the pipeline; nothing can be read from there.</summary>
    public static SecretPlaces Pipeline { get; } = new(null, null);

    public bool IsPipeline => _store is null;

    /// <summary>A store, and how its entries are called.</summary>
    public static SecretPlaces In(ISecretStore store, EntryNames entries) => new((store, entries), null);

    /// <summary>
    /// Whoever takes new tokens under a name, and gives nothing back: the pipeline, as far as a rotation knows.
    /// </summary>
    public static SecretPlaces ReceivedBy(string name, EntryNames entries) => new(null, (name, entries));

    /// <summary>The entries that the secrets of tokens of this name go to, each with its store.</summary>
    /// <exception cref="SecretNameException">The name makes no entry.</exception>
    public IReadOnlyList<(string Store, string Entry)> EntriesOf(string name) =>
        _store is var (store, entries) ? [(store.Name, entries.Of(name).Current)]
        : _receiver is var (receiver, names) ? [(receiver, names.Of(name).Current)]
        : [];

    /// <summary>The place of one rotation.</summary>
    /// <param name="name">The tokens' name, without a stamp.</param>
    /// <param name="api">Where a secret that comes without its ID is looked up.</param>
    /// <param name="abort">Ends everything at once.</param>
    public SecretPlace Of(string name, ITokenApi api, CancellationToken abort) => _store is var (store, entries)
        ? new StorePlace(store, () => entries.Of(name), api, abort)
        : SecretPlace.Pipeline;
}
