using TokenRotation.Rotation.Planning;

namespace TokenRotation.Tests.Rotation.Planning;

/// <summary>What several entries hold together: the one that is furthest from the end speaks for all.</summary>
public sealed class StoreFactsTests
{
    private const string OldId = "dt0c01.OLD";
    private const string HeirId = "dt0c01.NEW";

    // From what must not be overwritten to what is through.
    private static readonly (string Name, StoreFacts Entry)[] Order =
    [
        ("no token", Entry(null) with { Unreadable = true }),
        ("another's", Entry("dt0c01.OTHER")),
        ("dead", Entry("dt0c01.GONE") with { CurrentIsDead = true }),
        ("empty", Entry(null)),
        ("one that was replaced before", Entry("dt0c01.BEFORE") with { CurrentIsAncestor = true }),
        ("the old", Entry(OldId)),
        ("the new", Entry(HeirId)),
    ];

    public static TheoryData<int, int> Pairs
    {
        get
        {
            var pairs = new TheoryData<int, int>();
            for (var i = 0; i < Order.Length; i++)
            {
                for (var j = i + 1; j < Order.Length; j++)
                {
                    pairs.Add(i, j);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_entry_that_is_furthest_from_the_end_speaks_for_both_in_any_order(int further, int nearer)
    {
        var (first, second) = (Order[further].Entry, Order[nearer].Entry);

        foreach (var together in new[] { Together(first, second), Together(second, first) })
        {
            Assert.Equal(
                (first.CurrentId, first.Unreadable, first.CurrentIsDead, first.CurrentIsAncestor),
                (together.CurrentId, together.Unreadable, together.CurrentIsDead, together.CurrentIsAncestor));
        }

        Assert.Equal([second.CurrentId, first.CurrentId], Together(second, first).Currents);
    }

    [Fact]
    public void A_new_secret_that_is_dead_is_no_end() =>
        Assert.True(Together(Entry(HeirId) with { CurrentIsDead = true }, Entry(OldId)).CurrentIsDead);

    [Fact]
    public void One_entry_is_what_it_is() => Assert.Same(Order[5].Entry, Together(Order[5].Entry));

    [Fact]
    public void What_any_entry_holds_counts_and_what_all_hold_is_told_apart()
    {
        var together = Together(Entry(OldId, "dt0c01.A", "dt0c01.B"), Entry(HeirId, "dt0c01.B", "dt0c01.C"));

        Assert.Equal(["dt0c01.A", "dt0c01.B", "dt0c01.C"], together.PendingIds.Order(StringComparer.Ordinal));
        Assert.True(together.HoldsPending("dt0c01.A"));
        Assert.False(together.HoldsPendingEverywhere("dt0c01.A"));
        Assert.True(together.HoldsPendingEverywhere("dt0c01.B"));
        Assert.True(together.IsCurrent(OldId));
        Assert.True(together.IsCurrent(HeirId));
        Assert.True(Entry(OldId, "dt0c01.A").HoldsPendingEverywhere("dt0c01.A"));
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void The_current_token_works_where_it_works_in_all(bool one, bool other, bool works)
    {
        var entry = Entry("dt0c01.X");

        Assert.Equal(works, Together(entry with { CurrentWorks = one }, entry with { CurrentWorks = other }).CurrentWorks);
    }

    [Fact]
    public void All_are_through_once_the_new_secret_is_in_all()
    {
        var promoted = Together(Entry(OldId), Entry(null) with { Unreadable = true }).Promoted(HeirId);

        Assert.Equal([HeirId, HeirId], promoted.Currents);
        Assert.Equal((HeirId, false), (promoted.CurrentId, promoted.Unreadable));
    }

    private static StoreFacts Entry(string? current, params string[] pending) => new(current, false, false, pending);

    private static StoreFacts Together(params StoreFacts[] entries) =>
        StoreFacts.Together(entries, OldId, [new DtToken { Id = HeirId, Name = "new", Environment = "https://x" }]);
}
