namespace TokenRotation.Sandbox.Tenant;

/// <summary>A token's place in a sorted list: its sort value, and its sequence among equals.</summary>
internal readonly record struct SortPosition(long Value, string? Text, long Sequence) : IComparable<SortPosition>
{
    public static SortPosition Of(TokenEntry entry, TokenSort sort) => sort switch
    {
        TokenSort.Name => new SortPosition(0, entry.Token.Name, entry.Sequence),
        TokenSort.LastUsedDate => At(entry.Token.LastUsedDate, long.MinValue, entry),
        TokenSort.ExpirationDate => At(entry.Token.ExpirationDate, long.MaxValue, entry),
        TokenSort.ModifiedDate => At(entry.Token.ModifiedDate, long.MinValue, entry),
        _ => At(entry.Token.CreationDate, 0, entry),
    };

    public int CompareTo(SortPosition other)
    {
        var order = Value.CompareTo(other.Value);
        order = order != 0 ? order : string.CompareOrdinal(Text, other.Text);
        return order != 0 ? order : Sequence.CompareTo(other.Sequence);
    }

    private static SortPosition At(DateTimeOffset? date, long none, TokenEntry entry) =>
        new(date?.UtcTicks ?? none, null, entry.Sequence);
}
