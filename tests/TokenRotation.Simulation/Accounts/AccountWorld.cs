using System.Globalization;
using TokenRotation.Rotation.Places;
using TokenRotation.Sandbox.Account;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation.Accounts;

/// <summary>
/// One schedule of platform tokens: an account, vaults, consumers, runners and somebody else, on one thread and in one time, as
/// in <see cref="World"/>.
/// </summary>
internal sealed partial class AccountWorld
{
    public const string Environment = "https://abc12345.live.dynatrace.com";
    public const string ClientOwner = "ops@example.com";
    public const string OtherOwner = "dev@example.com";
    public const string Stranger = "stranger@example.com";

    private const int Age = 25;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, 250, TimeSpan.Zero);
    private static readonly string[] Scopes = ["metrics:read", "entities:read"];

    private readonly IDecisions _decisions;
    private readonly SortedDictionary<int, Decision> _taken = [];
    private readonly List<string> _fillers = [];
    private readonly Dictionary<string, DateTimeOffset> _usedAt = new(StringComparer.Ordinal);
    private readonly int _thread = System.Environment.CurrentManagedThreadId;

    private int _runCount;
    private int _operationCount;

    public AccountWorld(
        AccountScenario scenario, IDecisions decisions, AccountMutant? mutant = null, Action<string>? trace = null)
    {
        Scenario = scenario;
        Mutant = mutant ?? AccountMutant.None;
        Trace = trace;
        _decisions = decisions;
        _runs = new AccountRun?[scenario.Runners + 1];
        Clock = new SimulatedClock(Start);
        Account = new SandboxAccount(
            new AccountOptions
            {
                AccountListLag = scenario.ListLag,
                UsableAfter = scenario.UsableAfter,
                ShortestLifetime = scenario.ShortestLifetime,
                ExpiredStayExpired = scenario.ExpiredStayExpired,
            },
            Clock,
            (int)(scenario.Seed & int.MaxValue),
            "abc12345");
        Client = Account.AddClient(ClientOwner, ["platform-token:tokens:manage"]);
        Locks = new SimulatedLocks(scenario.People.ShareAMachine, scenario.People.LocksAreHeld, () => IsCalm);
        Invariants = new AccountInvariants(this);
        Outsider = new AccountOutsider(this);
        Vaults = [.. Enumerable.Range(0, scenario.Vaults).Select(i =>
            new SimulatedVault(string.Create(CultureInfo.InvariantCulture, $"vault{i}"), Clock, hasMetadata: true))];
        Targets = [.. Enumerable.Range(0, scenario.Targets).Select(SeedTarget)];
        Outsider.SeedStrangers();
        for (var i = 0; scenario.Room is { } room && i < Account.Options.TokensOfUser - room - scenario.Targets; i++)
        {
            var filler = Account.Seed(new SeedPlatformToken { Owner = Owner, Scopes = Scopes, Name = "filler" });
            _fillers.Add(filler.Id);
        }
    }

    public AccountScenario Scenario { get; }

    public AccountMutant Mutant { get; }

    public Action<string>? Trace { get; }

    public SimulatedClock Clock { get; }

    public SandboxAccount Account { get; }

    public OAuthClient Client { get; }

    public AccountInvariants Invariants { get; }

    public AccountOutsider Outsider { get; }

    public Statistics Statistics { get; } = new() { Schedules = 1 };

    public List<AccountTarget> Targets { get; }

    public List<SimulatedVault> Vaults { get; }

    public int EventIndex { get; private set; }

    /// <summary>Whose tokens are rotated.</summary>
    public string Owner => Scenario.ForeignOwner ? OtherOwner : ClientOwner;

    /// <summary>The decisions that disturbed something.</summary>
    public IReadOnlyDictionary<int, Decision> Taken => _taken;

    /// <summary>Nothing goes wrong any more.</summary>
    public bool IsCalm { get; private set; }

    /// <summary>Everything to the end.</summary>
    /// <exception cref="InvariantViolatedException">A promise was broken.</exception>
    public void Live()
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Disturb();
            Converge();
        }
        finally
        {
            Statistics.Events = EventIndex;
            Statistics.Runs = _runCount;
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    public void Tell(string what) =>
        Trace?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{EventIndex,4} {Clock.Now:MM-dd HH:mm:ss.fff} {what}"));

    public string NextOperation() => string.Create(CultureInfo.InvariantCulture, $"OPER{++_operationCount:000000}");

    /// <summary>How the vaults' entries for the tokens of a target are called.</summary>
    public static EntryNames EntriesOf(int target) =>
        new(SecretName.Parse(string.Create(CultureInfo.InvariantCulture, $"dt-{target}")), "account");

    public AccountTarget? TargetOf(string id) => Targets.Find(target => target.Line.Contains(id));

    public bool Works(PlatformToken token) => token.Active && !(token.ExpirationDate <= Clock.Now);

    public PlatformToken? OfSecret(string? secret) =>
        secret is null ? null : Account.PlatformTokens.FirstOrDefault(token => token.Token == secret);

    /// <summary>When a consumer last used a token; null for never.</summary>
    public DateTimeOffset? UsedAt(PlatformToken token) => _usedAt.TryGetValue(token.Id, out var at) ? at : null;

    /// <summary>What the consumers of a target have by now, by vault; the pipeline's under an empty name.</summary>
    public IEnumerable<(string Place, string? Secret)> Held(AccountTarget target) => Scenario.IsPipeline
        ? [(string.Empty, target.Secret)]
        : Vaults.Select(vault => (vault.Name, vault[target.Entry]));

    /// <summary>A vault's current entry, or the consumer, has a secret that works; every vault's, where all hold it.</summary>
    public bool ConsumerWorks(AccountTarget target) => Scenario.Everywhere
        ? Held(target).All(held => IsWorkingSecret(held.Secret))
        : Held(target).Any(held => IsWorkingSecret(held.Secret));

    private bool IsWorkingSecret(string? secret) => OfSecret(secret) is { } token && Works(token);

    private AccountTarget SeedTarget(int index)
    {
        var created = Start.AddDays(-Age);
        var token = Account.Seed(new SeedPlatformToken
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + index)} token"),
            Owner = Owner,
            Scopes = Scopes,
            CreatedAt = created,
            ExpirationDate = Scenario.Lifetime is { } lifetime ? created + lifetime : null,
        });
        Invariants.Know(token);
        var target = new AccountTarget(index, token, EntriesOf(index).Of(token.Name).Current);
        Vaults.ForEach(vault => vault.Write(target.Entry, token.Token, token.Id));
        return target;
    }

    // Consumers that are at work use what they have.
    private void UseSecrets()
    {
        foreach (var secret in Targets.SelectMany(Held).Select(held => held.Secret).OfType<string>().Distinct())
        {
            if (Account.Identify(secret, "198.51.100.7").Succeeded)
            {
                _usedAt[OfSecret(secret)!.Id] = Clock.Now;
            }
        }
    }
}
