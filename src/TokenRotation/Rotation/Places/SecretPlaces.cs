using TokenRotation.Api;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>
/// Where the secrets of rotations go: into stores, each rotation's under entries of its own, or to the pipeline.
/// </summary>
internal sealed class SecretPlaces
{
    private readonly IReadOnlyList<(ISecretStore Store, EntryNames Entries)> _stores;
    private readonly IReadOnlyList<(string Name, EntryNames Entries)> _receivers;

    private SecretPlaces(
        IReadOnlyList<(ISecretStore Store, EntryNames Entries)> stores,
        IReadOnlyList<(string Name, EntryNames Entries)> receivers) =>
        (_stores, _receivers) = (stores, receivers);

    /// <summary>Whoever takes new tokens from the pipeline; nothing can be read from there.</summary>
    public static SecretPlaces Pipeline { get; } = new([], []);

    public bool IsPipeline => _stores.Count == 0;

    /// <summary>Where secrets are to be found again by the name of their token.</summary>
    public bool FollowTheName => _stores.Any(one => one.Entries.FollowTheName);

    /// <summary>A store, and how its entries are called.</summary>
    public static SecretPlaces In(ISecretStore store, EntryNames entries) => In([(store, entries)]);

    /// <summary>Stores, and how the entries of each are called: every secret goes into all of them.</summary>
    public static SecretPlaces In(IReadOnlyList<(ISecretStore Store, EntryNames Entries)> stores) => new(stores, []);

    /// <summary>
    /// Whoever takes new tokens under some names, and gives nothing back: the pipeline, as far as a rotation knows.
    /// </summary>
    public static SecretPlaces ReceivedBy(string name, IEnumerable<EntryNames> entries) =>
        new([], entries.Select(names => (name, names)).ToList());

    /// <summary>The entries that the secrets of tokens of this name go to, each with its store.</summary>
    /// <exception cref="SecretNameException">The name makes no entry.</exception>
    public IReadOnlyList<(string Store, string Entry)> EntriesOf(string name) =>
        _stores.Select(one => (one.Store.Name, one.Entries)).Concat(_receivers)
            .Select(one => (one.Name, one.Entries.Of(name).Current))
            .GroupBy(one => PlaceMark.Key(one.Name, one.Current), (_, same) => same.First())
            .ToList();

    /// <summary>The place of one rotation. Templates that come to the same entry are one.</summary>
    /// <param name="name">The tokens' name, without a stamp.</param>
    /// <param name="api">Where a secret that comes without its ID is looked up.</param>
    /// <param name="abort">Ends everything at once.</param>
    public SecretPlace Of(string name, ITokenApi api, CancellationToken abort)
    {
        if (IsPipeline)
        {
            return SecretPlace.Pipeline;
        }

        var entries = _stores.Select(one => new StoreEntry(one.Store, () => one.Entries.Of(name), api, abort)).ToList();
        return new SecretPlace(entries.Count == 1 ? entries : Distinct(entries));
    }

    // Where a name makes no entry, whoever asks for one is told so.
    private static List<StoreEntry> Distinct(List<StoreEntry> entries)
    {
        try
        {
            return entries.GroupBy(entry => PlaceMark.Key(entry.Store, entry.Name)).Select(same => same.First()).ToList();
        }
        catch (SecretNameException)
        {
            return entries;
        }
    }
}
