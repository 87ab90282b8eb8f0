using System.Globalization;
using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <summary>
/// One schedule: a tenant, vaults, consumers, runners and somebody else, on one thread and in one time. Runners go on one at
/// a time, from one call to the next; what happens at each call is decided beforehand.
/// </summary>
internal sealed partial class World
{
    public const string Environment = "https://abc12345.live.dynatrace.com";
    public const string Owner = "ops@example.com";

    private static readonly TimeSpan Never = TimeSpan.FromDays(36500);

    private const int MostEvents = 6000;
    private const int Age = 25;
    private const int UseEvery = 8;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, 250, TimeSpan.Zero);
    private static readonly string[] Scopes = ["metrics.read", "entities.read"];
    private static readonly string[] ManagerScopes =
        ["apiTokens.read", "apiTokens.write", "TenantTokenManagement", "metrics.read"];
    private static readonly TimeSpan PastTheTimeout = RotationTimes.OperationTimeout + TimeSpan.FromMinutes(1);

    private readonly IDecisions _decisions;
    private readonly List<PendingCall> _calls = [];
    private readonly List<(DateTimeOffset Due, PendingCall Call)> _late = [];
    private readonly HashSet<string> _unmarkedLate = new(StringComparer.Ordinal);
    private readonly Run?[] _runs;
    private readonly SortedDictionary<int, Decision> _taken = [];
    private readonly Dictionary<(int Target, bool IsMistyped), EntryNames> _entries = [];
    private readonly Dictionary<string, ApiToken> _tokens = new(StringComparer.Ordinal);
    private readonly int _thread = System.Environment.CurrentManagedThreadId;

    private Run? _last;
    private string? _another;
    private int _runCount;
    private int _operationCount;

    public World(Scenario scenario, IDecisions decisions, Mutant? mutant = null, Action<string>? trace = null)
    {
        Scenario = scenario;
        Mutant = mutant ?? Mutant.None;
        Trace = trace;
        _decisions = decisions;
        _runs = new Run?[scenario.Runners];
        Clock = new SimulatedClock(Start);
        Tenant = new SandboxTenant(new TenantOptions
        {
            Seed = (int)(scenario.Seed & int.MaxValue),
            CreatePropagation = scenario.CreatePropagation,
            MinimumPageSize = 1,
            LastUsedGranularity = scenario.Around.UseStep,
        }, Clock);
        Nodes = new Nodes(this);
        Invariants = new Invariants(this);
        Outsider = new Outsider(this);
        EntryRules = new EntryRules(this);
        LateWrites = new LateWrites(this);
        Readers = new LateReaders(this);
        (Rules, Locks, Users) = (new Rules(this), new SimulatedLocks(
            scenario.People.ShareAMachine, scenario.People.LocksAreHeld, () => IsCalm), new LateUsers(this));
        Manager = Tenant.Seed(new SeedToken
        {
            Name = Padded("manager"),
            Owner = Owner,
            Scopes = ManagerScopes,
            CreationDate = Start.AddDays(-Age),
        });
        Superuser = Tenant.Seed(new SeedToken { Name = "superuser", Owner = "root@example.com", Scopes = ManagerScopes });
        Invariants.Know(Manager);
        Targets = [.. Enumerable.Range(0, scenario.Targets).Select(SeedTarget)];
        Vaults = [.. Enumerable.Range(0, scenario.Vaults).Select(i =>
            new SimulatedVault(string.Create(CultureInfo.InvariantCulture, $"vault{i}"), Clock, scenario.VaultHasMetadata))];
        foreach (var vault in Vaults)
        {
            foreach (var target in Targets.Where(target => !target.IsNew))
            {
                vault.Write(target.Entry, target.Secret, target.OldId);
            }
        }

        SeedPretender();
        Nodes.Note();
    }

    public Scenario Scenario { get; }

    public Mutant Mutant { get; }

    public Action<string>? Trace { get; }

    public SimulatedClock Clock { get; }

    public SandboxTenant Tenant { get; }

    public Nodes Nodes { get; }

    public Invariants Invariants { get; }

    public Outsider Outsider { get; }

    public EntryRules EntryRules { get; }

    public LateWrites LateWrites { get; }

    public LateReaders Readers { get; }

    public Statistics Statistics { get; } = new() { Schedules = 1 };

    /// <summary>Who is told of each call and step; null for nobody.</summary>
    public IWatch? Watch { get; init; }

    /// <summary>The token that authenticates the runs, unless a run replaces it.</summary>
    public TenantToken Manager { get; }

    public TenantToken Superuser { get; }

    public List<Target> Targets { get; }

    public List<SimulatedVault> Vaults { get; }

    public int EventIndex { get; private set; }

    public bool IsCompromised => Scenario.Policy.Compromised;

    /// <summary>The decisions that disturbed something.</summary>
    public IReadOnlyDictionary<int, Decision> Taken => _taken;

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

    // ----- what runs and their world ask

    public Task<T> SuspendAsync<T>(
        Run run, CallKind kind, string what, Func<PendingCall, T> act, CancellationToken cancellationToken,
        Action? refused = null)
    {
        if (System.Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("The rotation left the thread of the simulation.");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var call = new PendingCall<T>(run, kind, what, act) { Refused = refused };
        _calls.Add(call);
        call.Registration = cancellationToken.Register(() => Cancel(call, cancellationToken));
        return call.Answer;
    }

    public void Tell(string what) =>
        Trace?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{EventIndex,4} {Clock.Now:MM-dd HH:mm:ss.fff} {what}"));

    /// <summary>The token of a secret. Tokens do not change, and reading them again and again takes time.</summary>
    public ApiToken TokenOf(string secret)
    {
        if (!_tokens.TryGetValue(secret, out var token))
        {
            _tokens.Add(secret, token = ApiToken.Parse(secret));
        }

        return token;
    }

    public string NextOperation() => string.Create(CultureInfo.InvariantCulture, $"OPER{++_operationCount:000000}");

    /// <summary>How the vaults' entries for the tokens of a target are called.</summary>
    public EntryNames EntriesOf(int target, bool isMistyped = false)
    {
        if (!_entries.TryGetValue((target, isMistyped), out var entries))
        {
            _entries.Add((target, isMistyped), entries = NewEntriesOf(target, isMistyped));
        }

        return entries;
    }

    private EntryNames NewEntriesOf(int target, bool isMistyped)
    {
        var number = target.ToString(CultureInfo.InvariantCulture);
        var template = Scenario.Entry.Replace(Scenario.OwnEntry, number, StringComparison.Ordinal);
        return new EntryNames(SecretName.Parse(isMistyped ? template + "-mistyped" : template), "abc12345");
    }

    public Target? TargetOf(string id) => Targets.Find(target => target.Line.Contains(id));

    public Target ConsumerOf(string oldId) => TargetOf(oldId)!;

    public bool Works(TenantToken token) => token.Enabled && !(token.ExpirationDate <= Clock.Now);

    /// <summary>
    /// A vault's current entry, or the consumer, has a secret that authenticates; every vault's, where all hold it.
    /// </summary>
    public bool ConsumerWorks(Target target) => Scenario.IsPipeline ? IsWorkingSecret(target.Secret)
        : Scenario.StoreUse.Everywhere ? Vaults.TrueForAll(vault => IsWorkingSecret(ReadBy(target, vault)))
        : Vaults.Exists(vault => IsWorkingSecret(ReadBy(target, vault)));

    // What a target's consumers find in a vault.
    private static string? ReadBy(Target target, SimulatedVault vault) =>
        vault[target.Moved.GetValueOrDefault(vault.Name, target.Entry)];

    public string CredentialFor(Run run)
    {
        if (_asAnother || !Scenario.SelfRotation)
        {
            return _asAnother ? AnotherManager : Manager.Token;
        }

        var own = run.Vault?[Targets[0].Entry];
        var secrets = (own is null ? [] : new[] { own }).Concat(Secrets(Targets[0]).OfType<string>()).ToList();
        return secrets.Find(IsOfAManager) ?? (IsCalm && !Works(Manager.Id) ? AnotherManager : Manager.Token);
    }

    private bool IsOfAManager(string secret) =>
        Tenant.FindBySecret(secret) is { } token && Works(token) && token.Scopes.Contains("apiTokens.write");

    // Where an entry has lost the secret that connects, the admin connects with another token.
    private string AnotherManager =>
        _another ??= Tenant.Seed(new SeedToken { Name = "admin", Owner = Owner, Scopes = ManagerScopes }).Token;

    // ----- the beginning

    private Target SeedTarget(int index)
    {
        if (index == 0 && Scenario.SelfRotation)
        {
            return TargetOf(0, Manager);
        }

        if (Scenario.Around.SpecMade)
        {
            return NewTarget(index);
        }

        var token = Tenant.Seed(new SeedToken
        {
            Name = Padded(NameOf(index)),
            Owner = Scenario.ForeignOwner ? "dev@example.com" : Owner,
            Scopes = Scopes,
            CreationDate = Start.AddDays(-Age),
            ExpirationDate = Scenario.Lifetime is { } lifetime ? Start.AddDays(-Age) + lifetime : null,
            PersonalAccessToken = Scenario.Personal,
            OldFormat = Scenario.OldFormat,
        });
        Invariants.Know(token);
        return TargetOf(index, token);
    }

    private Target TargetOf(int index, TenantToken token) =>
        new(index, token.Id, token.Name, token.Token) { Entry = EntriesOf(index).Of(token.Name).Current };

    private Target NewTarget(int index)
    {
        var name = Padded(NameOf(index));
        var spec = new TokenSpec { Name = name, Scopes = Scopes, Lifetime = Scenario.Lifetime };
        var key = NewTokenKey.Of(name);
        return new Target(index, key, name, string.Empty)
        {
            Entry = EntriesOf(index).Of(name).Current,
            Spec = spec,
            Works = false,
        };
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + index)} token");

    private string Padded(string name) => name.PadRight(Scenario.NameLength, 'n');
}
