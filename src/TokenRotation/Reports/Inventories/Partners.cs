namespace TokenRotation.Reports.Inventories;

/// <summary>
/// The tokens that stamps name. The list that a report is made from may be a part of the environment: that a token is not in
/// it says nothing, that the environment does not have it says much.
/// </summary>
/// <param name="listed">The tokens of the list.</param>
internal sealed class Partners(IEnumerable<DtToken> listed)
{
    private readonly Dictionary<(string Environment, string Id), DtToken?> _known = KeepLast(listed);

    /// <summary>What the environment answered when it was asked for a token: null where it has none.</summary>
    public void Learn(string environment, string id, DtToken? token) => _known[(environment, id)] = token;

    /// <summary>Whether it is known what became of a token, and the token if it exists.</summary>
    public (bool IsKnown, DtToken? Token) Find(string environment, string id) =>
        _known.TryGetValue((environment, id), out var token) ? (true, token) : (false, null);

    private static Dictionary<(string Environment, string Id), DtToken?> KeepLast(IEnumerable<DtToken> listed)
    {
        var known = new Dictionary<(string Environment, string Id), DtToken?>();
        foreach (var token in listed)
        {
            known[(token.Environment, token.Id)] = token;
        }

        return known;
    }
}
