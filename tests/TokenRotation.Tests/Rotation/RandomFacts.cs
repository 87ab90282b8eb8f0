using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;
using TokenRotation.Simulation;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Rotation;

/// <summary>Facts of every kind, likely and absurd, drawn from a seed.</summary>
internal sealed class RandomFacts(ulong seed)
{
    private const string Ours = "ops@example.com";

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ApiToken Secret = NewToken.Classic();
    private static readonly string[] Ids = ["dt0c01.OLD", "dt0c01.NEW1", "dt0c01.NEW2", "dt0c01.NEW3", "dt0c01.OTHER"];
    private static readonly TimeSpan?[] Lifetimes = [null, TimeSpan.FromHours(1), TimeSpan.FromDays(30), TimeSpan.FromDays(500)];
    private static readonly TimeSpan[] Ages =
    [
        TimeSpan.FromDays(400), TimeSpan.FromDays(8), TimeSpan.FromDays(6), TimeSpan.FromHours(2), TimeSpan.FromMinutes(16),
        TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromMinutes(-5),
    ];

    private readonly Chance _chance = new(seed);

    public RotationFacts Draw()
    {
        var isNew = OneIn(8);
        var oldId = isNew ? NewTokenKey.Of("x") : Ids[0];
        var old = isNew || OneIn(5) ? null : Token(oldId);
        var partner = old is null ? null : NameStamp.Read(old.Name).Stamp?.PartnerId;
        return new RotationFacts
        {
            OldId = oldId,
            Old = old,
            Pending = [.. Ids.Skip(1).Where(_ => OneIn(3))
                .Select(id => Token(id) with { Name = OneIn(6) ? "renamed" : NameStamp.Pending("OPER", oldId).ApplyTo("x") })],
            LeftBehind = [.. Ids.Skip(1).Where(_ => OneIn(8)).Select(id => Token(id) with { Name = NameStamp.LeftBehind(
                Now - _chance.Of(Ages), oldId, RotationTimes.LeftBehindGrace).ApplyTo("x") })],
            Place = OneIn(4) ? "abc27" : NameStamp.Pipeline,
            PartnerIsShared = OneIn(8),
            OlderId = OneIn(8) ? "dt0c01.OLDER" : null,
            WasHeldUp = OneIn(8),
            MendTried = OneIn(2),
            Heirs = partner is null || OneIn(5)
                ? []
                : OneIn(4)
                ? [Token(partner), Token(Ids[_chance.Below(Ids.Length)])]
                : [Token(partner)],
            Store = OneIn(3) ? null : new StoreFacts(
                OneIn(4) ? null : Ids[_chance.Below(Ids.Length)],
                OneIn(4),
                OneIn(8),
                [.. Ids.Where(_ => OneIn(2))])
            { CurrentIsAncestor = OneIn(8), Current = OneIn(4) ? Token(Ids[_chance.Below(Ids.Length)]) : null },
            Own = OneIn(2) ? null : Own(),
            Policy = Policy(),
            Caller = Token(OneIn(4) ? oldId : "dt0c01.CALLER") with { Owner = Ours },
            Capabilities = _chance.Of(ApiCapabilities.V1, ApiCapabilities.V2),
            Now = Now,
            MayBegin = OneIn(2),
            Refusal = OneIn(6) ? "Refused." : null,
            IsSettled = OneIn(10),
        };
    }

    private bool OneIn(int count) => _chance.Below(count) == 0;

    private DateTimeOffset? Time() => OneIn(4) ? null : Now - _chance.Of(Ages);

    private DtToken Token(string id) => new()
    {
        Id = id,
        Name = Name(),
        Environment = World.Environment,
        Owner = OneIn(6) ? null : OneIn(4) ? "stranger@example.com" : Ours,
        Enabled = !OneIn(3),
        CreationDate = Time(),
        ModifiedDate = Time(),
        LastUsedDate = Time(),
        ExpirationDate = Time(),
        PersonalAccessToken = OneIn(8),
        Scopes = ["metrics.read"],
    };

    private string Name()
    {
        var at = Now - _chance.Of(Ages);
        var id = Ids[_chance.Below(Ids.Length)];
        return _chance.Below(5) switch
        {
            0 => NameStamp.Superseded(at, id).ApplyTo("x"),
            1 => NameStamp.Revoked(_chance.Below(8) == 0 ? null : at, id).ApplyTo("x"),
            2 => NameStamp.Revoked(at, null).ApplyTo("x"),
            3 => NameStamp.Pending("OPER", id).ApplyTo("x"),
            _ => OneIn(2) ? string.Empty : "plain",
        };
    }

    private OwnSuccessor Own() => new()
    {
        Operation = "OPER",
        Id = Ids[1 + _chance.Below(3)],
        Token = Secret,
        Name = "x",
        CreationDate = Time() ?? Now,
        Spec = OneIn(3) ? null : Wished(),
        Listed = OneIn(2),
        StoreTried = OneIn(2),
        Stored = OneIn(2),
        Verified = OneIn(2),
        Rechecked = OneIn(2),
        CommitTried = OneIn(2),
        HandedOver = OneIn(2),
    };

    private RotationPolicy Policy() => new()
    {
        Scheduled = OneIn(2),
        MaximumAge = OneIn(2) ? TimeSpan.FromDays(30) : null,
        ExpiringWithin = OneIn(2) ? TimeSpan.FromDays(14) : null,
        Overlap = OneIn(3) ? TimeSpan.FromHours(1) : TimeSpan.Zero,
        Use = OneIn(3) ? new UseRequirement(TimeSpan.FromHours(1), OneIn(2)
            ? null
            : TimeSpan.FromDays(1), _chance.Of(UnusedAction.Wait, UnusedAction.Warn, UnusedAction.Force)) : null,
        GracePeriod = _chance.Of(TimeSpan.Zero, TimeSpan.FromDays(7)),
        Compromised = OneIn(5),
        Arrived = OneIn(5),
        Force = OneIn(5),
        NewEntry = OneIn(5),
        Lifetime = _chance.Of(Lifetimes),
    };

    private TokenSpec Wished() => new()
    {
        Name = OneIn(2) ? "x" : "another name",
        Scopes = _chance.Of<string[]>(["metrics.read"], ["logs.read"], ["metrics.read", "logs.read"]),
        Lifetime = _chance.Of(Lifetimes),
    };
}
