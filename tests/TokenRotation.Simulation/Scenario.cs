using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Simulation;

/// <summary>The setting of one schedule: who runs, against what, by which policy, and how much goes wrong.</summary>
internal sealed record Scenario
{
    public static readonly TimeSpan OldestSkew = TimeSpan.FromHours(24);

    /// <summary>Stands in an entry's name for the number of the target.</summary>
    public const string OwnEntry = "{Target}";

    private const string ByName = "{Name}";
    private const string Each = "dt-" + OwnEntry;

    private static readonly Act[] States = [Act.Delete, Act.Disable, Act.Enable];
    private static readonly Act[] Names = [Act.Rename, Act.StripStamp];
    private static readonly Act[] Forgeries =
        [Act.ForgePending, Act.ForgePendingForeign, Act.ForgeSuperseded, Act.ForgeSupersededForeign, Act.ForgeRevoked,
            Act.ForgeRevokedForeign];
    private static readonly Act[] Entries = [Act.StoreStranger, Act.StoreNothing];

    public required ulong Seed { get; init; }

    public ApiGeneration Generation { get; init; } = ApiGeneration.V2;

    /// <summary>1, 2 or 8.</summary>
    public int Runners { get; init; } = 1;

    /// <summary>0: the pipeline takes the secrets. Else the runners share them out.</summary>
    public int Vaults { get; init; } = 1;

    public int Targets { get; init; } = 1;

    /// <summary>The first target is the token that authenticates.</summary>
    public bool SelfRotation { get; init; }

    /// <summary>The targets belong to another user than the token that authenticates.</summary>
    public bool ForeignOwner { get; init; }

    public bool Personal { get; init; }

    /// <summary>The old tokens are older than Dynatrace 1.210: a UUID as their ID, no public part in the secret.</summary>
    public bool OldFormat { get; init; }

    /// <summary>
    /// How the store's entries are called: one name, a template for names of up to 28 characters, or a name for each target.
    /// </summary>
    public string Entry { get; init; } = "dt-rw";

    public bool EntriesByName => Entry == ByName;

    public bool VaultHasMetadata { get; init; } = true;

    public int NameLength { get; init; } = 12;

    /// <summary>The targets are named by their names and fall due again.</summary>
    public bool Recurring { get; init; }

    /// <summary>How long a new token keeps its mark after the old one's revocation.</summary>
    public TimeSpan SettlingTime { get; init; }

    /// <summary>Some runs go through all rotations of the environment, as Resume-DtTokenRotation does.</summary>
    public bool Cleanup { get; init; }

    public TimeSpan? Lifetime { get; init; }

    public RotationPolicy Policy { get; init; } = new();

    /// <summary>How long a new token does not work yet.</summary>
    public TimeSpan CreatePropagation { get; init; }

    /// <summary>How many events may be disturbed.</summary>
    public int Events { get; init; } = 120;

    public int SwitchRate { get; init; } = 300;

    public int FaultRate { get; init; } = 30;

    public int ActRate { get; init; }

    public int PauseRate { get; init; } = 30;

    public IReadOnlyList<Act> ActsDrawn { get; init; } = [];

    public Act[] Acts => [.. ActsDrawn];

    /// <summary>How wrong each runner's clock is.</summary>
    public IReadOnlyList<TimeSpan> Skews { get; init; } = [TimeSpan.Zero];

    /// <summary>What the runs cannot count on.</summary>
    public Surroundings Around { get; init; } = new();

    /// <summary>How the runs use their stores.</summary>
    public StoreUse StoreUse { get; init; } = new();

    /// <summary>What people do beside the runs.</summary>
    public People People { get; init; } = new();

    /// <summary>In what the new tokens are to differ from the old ones.</summary>
    public Wishes Wishes { get; init; } = new();

    /// <summary>What happens between a question and its answer.</summary>
    public Mishaps Mishaps { get; init; } = new();

    /// <summary>Tokens of the schedule expire.</summary>
    public bool Expires => Lifetime is not null || Wishes.Lifetime is not null;

    public bool IsPipeline => Vaults == 0;

    /// <summary>The scenario of a seed.</summary>
    public static Scenario Of(ulong seed)
    {
        var chance = new Chance(seed, Stream.Scenario);
        var generation = chance.Below(4) == 0 ? ApiGeneration.V1 : ApiGeneration.V2;
        var runners = chance.Of(1, 1, 1, 1, 2, 2, 2, 2, 2, 8);
        var vaults = chance.Below(5) switch { 0 => 0, 1 when runners > 1 => Math.Min(runners, 2), _ => 1 };
        var self = chance.Below(5) == 0;
        var recurring = chance.Below(6) == 0;
        var personal = !self && generation == ApiGeneration.V2 && chance.Below(10) == 0;
        var targets = chance.Of(1, 1, 1, 1, 2, 3);
        // A rotation that is found again by its name needs one that no stamp cuts.
        var nameLength = recurring ? chance.Of(8, 12, 28) : chance.Of(8, 12, 28, 35, 55, 70, 99, 100);
        var byName = nameLength <= NameStamp.LongestWholeName && (targets > 1 || chance.Below(2) == 0);
        if (recurring && !byName)
        {
            targets = 1;
        }

        return Mishaps.Of(Wishes.Of(People.Of(StoreUse.Of(Surroundings.Of(new Scenario
        {
            Seed = seed,
            Generation = generation,
            Runners = runners,
            Vaults = vaults,
            Targets = targets,
            SelfRotation = self,
            Recurring = recurring,
            Personal = personal,
            ForeignOwner = !self && !personal && chance.Below(5) == 0,
            OldFormat = !self && !personal && chance.Below(10) == 0,
            Entry = byName ? ByName : targets > 1 || (!recurring && chance.Below(2) == 0) ? Each : "dt-rw",
            VaultHasMetadata = chance.Below(3) > 0,
            NameLength = nameLength,
            Cleanup = chance.Below(4) == 0,
            SettlingTime = chance.Below(3) == 0 ? TimeSpan.FromSeconds(30) : TimeSpan.Zero,
            Lifetime = chance.Of<TimeSpan?>(null, null, TimeSpan.FromDays(30), TimeSpan.FromDays(90)),
            Policy = PolicyOf(chance, recurring, mayRequireUse: !self || vaults < 2),
            Events = runners == 8 ? 240 : chance.Of(60, 100, 160),
            SwitchRate = runners == 1 ? 0 : chance.Of(50, 300, 700),
            FaultRate = chance.Of(0, 10, 30, 80),
            ActRate = chance.Of(0, 0, 0, 15, 40),
            ActsDrawn = ActsOf(chance),
            PauseRate = chance.Of(0, 20, 60, 150),
            Skews = [.. Enumerable.Range(0, runners).Select(_ => TimeSpan.FromMinutes(chance.Below(2881) - 1440))],
        })))));
    }

    public override string ToString() =>
        $"seed {Seed}: {Generation}, runners {Runners}, {(IsPipeline ? "pipeline" : $"vaults {Vaults}")}, targets {Targets}"
        + (SelfRotation ? ", self" : string.Empty) + (Recurring ? ", recurring" : string.Empty)
        + (Personal ? ", personal" : string.Empty)
        + (ForeignOwner ? ", foreign owner" : string.Empty) + (OldFormat ? ", old format" : string.Empty)
        + $", entries {Entry}" + (Cleanup ? ", cleanup" : string.Empty)
        + $", names of {NameLength}, lifetime "
        + $"{Lifetime?.TotalDays.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}"
        + (Policy.Compromised ? ", compromised" : string.Empty) + $", grace {Policy.GracePeriod}, overlap {Policy.Overlap}"
        + (Policy.Use is { } use ? $", use {use.WhenUnused}" : string.Empty) + Around + StoreUse + People
        + Wishes + Mishaps;

    // With a second vault the old token of a rotation of itself never falls idle: that vault's runs use it.
    private static RotationPolicy PolicyOf(Chance chance, bool recurring, bool mayRequireUse)
    {
        var compromised = !recurring && chance.Below(8) == 0;
        return new RotationPolicy
        {
            Scheduled = recurring,
            MaximumAge = recurring ? TimeSpan.FromDays(24) : null,
            Compromised = compromised,
            GracePeriod = chance.Of(
                TimeSpan.Zero, TimeSpan.FromHours(1), RotationPolicy.DefaultGracePeriod, RotationPolicy.DefaultGracePeriod),
            Overlap = !compromised && chance.Below(4) == 0 ? TimeSpan.FromHours(2) : TimeSpan.Zero,
            Use = !compromised && chance.Below(5) == 0 && mayRequireUse
                ? new UseRequirement(
                    TimeSpan.FromHours(1),
                    chance.Of<TimeSpan?>(TimeSpan.FromDays(3), TimeSpan.FromHours(4)),
                    chance.Of(UnusedAction.Wait, UnusedAction.Warn, UnusedAction.Force))
                : null,
        };
    }

    private static List<Act> ActsOf(Chance chance)
    {
        List<Act> acts = [];
        acts.AddRange(chance.Below(2) == 0 ? States : []);
        acts.AddRange(chance.Below(2) == 0 ? Names : []);
        acts.AddRange(chance.Below(2) == 0 ? Forgeries : []);
        acts.AddRange(chance.Below(4) == 0 ? Entries : []);
        return acts.Count > 0 ? acts : [.. States];
    }
}
