using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;
using TokenRotation.Simulation;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Rotation.Platform.Planning;

/// <summary>Facts of a platform token's rotation of every kind, likely and absurd, drawn from a seed.</summary>
internal sealed class PlatformRandomFacts(ulong seed)
{
    private const string Ours = "ops@example.com";

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ApiToken Secret = NewToken.Classic();
    private static readonly string[] Ids = ["dt0s16.OLDTOKEN", "dt0s16.NEWTOKN1", "dt0s16.NEWTOKN2", "dt0s16.NEWTOKN3"];
    private static readonly TimeSpan[] Ages =
    [
        TimeSpan.FromDays(400), TimeSpan.FromDays(40), TimeSpan.FromDays(8), TimeSpan.FromHours(25), TimeSpan.FromMinutes(61),
        TimeSpan.FromMinutes(31), TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromMinutes(-5),
    ];
    private static readonly TimeSpan[] Lives =
    [
        TimeSpan.FromHours(1), TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1), TimeSpan.FromHours(3), TimeSpan.FromDays(3),
        TimeSpan.FromDays(90), TimeSpan.FromDays(500),
    ];

    private readonly Chance _chance = new(seed);

    public RotationFacts Draw()
    {
        var isNew = OneIn(8);
        var oldId = isNew ? NewTokenKey.Of("x") : Ids[0];
        var old = isNew || OneIn(6) ? null : Token(oldId, OneIn(4) ? Ids[3] : null);
        return new RotationFacts
        {
            OldId = oldId,
            NewName = isNew ? "x" : null,
            Old = old,
            Line = [.. Ids.Skip(1).Where(_ => OneIn(2)).Select(id => Token(id, OneIn(5) ? Ids[1 + _chance.Below(3)] : oldId))],
            Place = OneIn(4) ? "abc27" : NameStamp.Pipeline,
            OlderId = OneIn(8) ? "dt0s16.OLDERONE" : null,
            ReplacedId = OneIn(8) ? "dt0s16.OLDERONE" : null,
            IsPiped = OneIn(4),
            HasRoom = !OneIn(8),
            WasHeldUp = OneIn(8),
            PromotedAt = seed % 4 == 0 ? Now : null,
            TimeIsKnown = !OneIn(8),
            Store = OneIn(3) ? null : new StoreFacts(
                OneIn(4) ? null : Ids[_chance.Below(Ids.Length)],
                OneIn(4),
                OneIn(8),
                [.. Ids.Where(_ => OneIn(2))])
            {
                CurrentIsAncestor = OneIn(8),
            },
            Own = OneIn(2) ? null : Own(),
            Policy = Policy(),
            Caller = new DtToken { Id = "dt0s02.CLIENT", Environment = "urn:dtaccount:x", Owner = Ours },
            Capabilities = ApiCapabilities.Platform,
            Now = Now,
            MayBegin = OneIn(2),
            Refusal = OneIn(6) ? "Refused." : null,
            IsSettled = OneIn(10),
        };
    }

    private bool OneIn(int count) => _chance.Below(count) == 0;

    private DateTimeOffset? Time() => OneIn(4) ? null : Now - _chance.Of(Ages);

    private DtToken Token(string id, string? replaces)
    {
        var created = OneIn(12) ? (DateTimeOffset?)null : Now - _chance.Of(Ages);
        var expires = OneIn(8) ? (DateTimeOffset?)null : (created ?? Now) + _chance.Of(Lives);
        return new DtToken
        {
            Id = id,
            Name = replaces is null ? "x" : Mark(replaces).ApplyTo("x"),
            Environment = "urn:dtaccount:x",
            Owner = OneIn(8) ? null : OneIn(6) ? "stranger@example.com" : Ours,
            Enabled = !OneIn(4),
            CreationDate = created,
            ModifiedDate = OneIn(2) ? created : Time(),
            LastUsedDate = OneIn(2) ? null : Time(),
            ExpirationDate = expires,
            Scopes = ["app-engine:apps:run"],
        };
    }

    private LineageMark Mark(string replaces) => new(replaces, "OPER", OneIn(4) ? "abc27" : NameStamp.Pipeline)
    {
        Overlap = _chance.Of(TimeSpan.Zero, TimeSpan.FromDays(1)),
        Grace = _chance.Of(TimeSpan.Zero, TimeSpan.FromDays(7)),
        NeedsUse = OneIn(3),
        Until = OneIn(3) ? null : Now - _chance.Of(Ages) + _chance.Of(Lives),
    };

    private OwnSuccessor Own() => new()
    {
        Operation = "OPER",
        Id = Ids[1 + _chance.Below(3)],
        Token = Secret,
        Name = "x",
        CreationDate = Now - _chance.Of(Ages),
        Listed = !OneIn(3),
        StoreTried = OneIn(2),
        Stored = OneIn(2),
        Verified = OneIn(2),
        Rechecked = OneIn(2),
        CommitTried = OneIn(3),
        ExtendedTo = OneIn(3) ? Now.AddDays(80) : null,
        HandedOver = OneIn(2),
    };

    private RotationPolicy Policy() => new()
    {
        Scheduled = OneIn(2),
        MaximumAge = OneIn(2) ? TimeSpan.FromDays(30) : null,
        ExpiringWithin = OneIn(2) ? TimeSpan.FromDays(14) : null,
        Overlap = OneIn(3) ? TimeSpan.FromHours(1) : TimeSpan.Zero,
        OverlapIsGiven = OneIn(2),
        Use = OneIn(3) ? new UseRequirement(TimeSpan.FromHours(1), OneIn(2)
            ? null
            : TimeSpan.FromDays(1), _chance.Of(UnusedAction.Wait, UnusedAction.Warn, UnusedAction.Force)) : null,
        GracePeriod = _chance.Of(TimeSpan.Zero, TimeSpan.FromDays(7)),
        GraceIsGiven = OneIn(2),
        Compromised = OneIn(5),
        Arrived = OneIn(5),
        Force = OneIn(5),
        NewEntry = OneIn(5),
    };
}
