using TokenRotation.Api;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>
/// Where the secrets of rotations go: into a store, each rotation's under entries of its own, or to the pipeline.
/// </summary>
internal sealed class SecretPlaces
{
    private readonly (ISecretStore Store, EntryNames Entries)? _store;

    private SecretPlaces((ISecretStore Store, EntryNames Entries)? store) => _store = store;

    /// <summary>Whoever takes new tokens from the pipeline; nothing can be read from there.</summary>
    public static SecretPlaces Pipeline { get; } = new(null);

    public bool IsPipeline => _store is null;

    /// <summary>A store, and how its entries are called.</summary>
    public static SecretPlaces In(ISecretStore store, EntryNames entries) => new((store, entries));

    /// <summary>The place of one rotation.</summary>
    /// <param name="name">The tokens' name, without a stamp.</param>
    /// <param name="oldId">The ID of the token that is replaced.</param>
    /// <param name="api">Where a secret that comes without its ID is looked up.</param>
    /// <param name="abort">Ends everything at once.</param>
    public SecretPlace Of(string name, string oldId, ITokenApi api, CancellationToken abort) => _store is var (store, entries)
        ? new StorePlace(store, () => entries.Of(name, oldId), api, abort)
        : SecretPlace.Pipeline;
}
