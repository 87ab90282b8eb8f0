using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;

namespace TokenRotation.Tests.Rotation.Planning;

/// <summary>What is said of a store's entries: whose secret is in use, and what is left as pending.</summary>
public sealed class StoreContentsTests
{
    private const string OldId = "dt0c01.OLD";
    private const string NewId = "dt0c01.NEW";

    private static readonly DtToken New = new()
    {
        Id = NewId,
        Name = "ingest",
        Environment = "https://abc12345.live.dynatrace.com",
    };

    [Theory]
    [InlineData(OldId, "Ops: 'dt-rw' holds the secret of the old token dt0c01.OLD; that of dt0c01.NEW is left as pending.")]
    [InlineData(NewId, "Ops: 'dt-rw' holds the secret of the new token dt0c01.NEW.")]
    [InlineData("dt0c01.OTHER",
        "Ops: 'dt-rw' holds the secret of another token, dt0c01.OTHER; that of dt0c01.NEW is left as pending.")]
    [InlineData(null, "Ops: 'dt-rw' holds nothing; that of dt0c01.NEW is left as pending.")]
    public void An_entry_and_what_is_left_beside_it(string? current, string said) =>
        Assert.Equal(said, StoreContents.Of(Facts(new StoreFacts(current, CurrentIsDead: false, Unreadable: false, [NewId]))));

    [Fact]
    public void What_is_no_token_is_not_called_nothing() => Assert.Equal(
        "Ops: 'dt-rw' holds no token of this environment.",
        StoreContents.Of(Facts(new StoreFacts(null, CurrentIsDead: false, Unreadable: true, []))));

    [Fact]
    public void Each_of_several_entries_is_named()
    {
        StoreFacts[] each =
        [
            new(NewId, CurrentIsDead: false, Unreadable: false, [NewId]),
            new(OldId, CurrentIsDead: false, Unreadable: false, [NewId]),
        ];
        var facts = Facts(StoreFacts.Together(each, OldId, [New])) with { Entries = [("Ops", "dt-rw"), ("Spare", "dt-rw")] };

        Assert.Equal(
            "Ops: 'dt-rw' holds the secret of the new token dt0c01.NEW, Spare: 'dt-rw' holds the secret of the old token "
                + "dt0c01.OLD; that of dt0c01.NEW is left as pending.",
            StoreContents.Of(facts));
    }

    [Fact]
    public void Nothing_is_said_of_a_store_that_was_not_asked()
    {
        var unread = new StoreFacts(null, CurrentIsDead: false, Unreadable: false, []) { IsUnread = true };

        Assert.Null(StoreContents.Of(Facts(unread)));
        Assert.Null(StoreContents.Of(Facts(null)));
    }

    private static RotationFacts Facts(StoreFacts? store) => new()
    {
        OldId = OldId,
        Heirs = [New],
        Store = store,
        Entries = [("Ops", "dt-rw")],
        Policy = new RotationPolicy(),
        Caller = New with { Id = "dt0c01.ME" },
        Capabilities = ApiCapabilities.V2,
        Now = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero),
    };
}
