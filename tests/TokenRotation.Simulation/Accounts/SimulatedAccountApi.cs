using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;
using ConstraintViolation = TokenRotation.Api.ConstraintViolation;

namespace TokenRotation.Simulation.Accounts;

/// <summary>The sandbox's account as its client sees it, without HTTP: every call may go wrong.</summary>
internal sealed class SimulatedAccountApi(AccountRun run) : ITokenApi, ISecretProof
{
    private static readonly TimeSpan[] WrongBy =
        [-SimulatedTokenApi.MostWrong, TimeSpan.FromHours(-1), TimeSpan.FromHours(1), SimulatedTokenApi.MostWrong];

    public string Environment => Account.Urn;

    public ApiCapabilities Capabilities => ApiCapabilities.Platform;

    public string? CallerId => run.World.Client.Id;

    public string? OwnerOfMadeTokens => null;

    public DateTimeOffset ServerTime => run.ServerClock.Now;

    public ServerTimes ServerTimes => run.ServerClock.Times;

    private SandboxAccount Account => run.World.Account;

    private AccountCaller Caller => new(run.World.Client.Id, run.World.Client.Owner, run.World.Client.Scopes, []);

    public void RestartServerTimes() => run.ServerClock.Restart();

    public ITokenApi As(ApiToken credential) => throw new NotSupportedException();

    public Task<DtToken> LookupAsync(ApiToken token, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken) => CallAsync(
        CallKind.Read,
        "list",
        HttpMethod.Get,
        _ =>
        {
            var tokens = Listed();
            run.Listed();
            if (run.Counted.Count == 0)
            {
                foreach (var owner in tokens.GroupBy(token => token.Owner!))
                {
                    run.Counted[owner.Key] = owner.Count();
                }
            }

            return new TokenPage(TokenFilter.Of(query, tokens), tokens.Count, null);
        },
        cancellationToken);

    public Task<DtToken> GetAsync(string id, CancellationToken cancellationToken) => CallAsync(
        CallKind.Read,
        $"list for {id}",
        HttpMethod.Get,
        _ => Listed().Find(token => token.Id == id)
            ?? throw new TokenNotFoundException("No such token.", new FailedRequest("GET", "/platform-tokens", 200)),
        cancellationToken);

    public Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken)
    {
        var expiry = spec.Lifetime is { } lifetime ? ServerTime + lifetime : spec.ExpirationDate;
        var creation = new PlatformTokenCreation(
            spec.Name, spec.Scopes, spec.Resource, [], expiry, spec.User is { } user ? Account.FindUser(user) : null);
        return CallAsync(
            CallKind.Create,
            $"create '{spec.Name}'",
            HttpMethod.Post,
            _ =>
            {
                var outcome = Account.Create(Caller, creation);
                run.World.Invariants.Asked(run, spec.User ?? Caller.Owner, outcome.Succeeded);
                Ensure(outcome, HttpMethod.Post);
                run.World.Invariants.Created(run, outcome.Value!);
                return new CreatedToken(outcome.Value!.Id, ApiToken.Parse(outcome.Value.Token), outcome.Value.ExpirationDate);
            },
            cancellationToken);
    }

    public async Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken)
    {
        if (update.ExpirationDate is { } expiry)
        {
            await ChangeAsync(id, $"{id} expires {expiry:MM-dd HH:mm:ss}", () => Account.SetExpiry(Caller, id, expiry),
                cancellationToken).ConfigureAwait(false);
        }

        if (update.Enabled is { } enabled)
        {
            await ChangeAsync(id, $"{id} {(enabled ? "active" : "inactive")}", () => Account.SetActive(Caller, id, enabled),
                cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) => CallAsync(
        CallKind.Change,
        $"delete {id}",
        HttpMethod.Delete,
        _ =>
        {
            var before = Account.FindPlatformToken(id);
            var outcome = Account.Delete(Caller, id);
            if (outcome.Status == 404)
            {
                // Another run has deleted it, and it counts as one less.
                run.Counted[run.World.Owner] = run.Counted.GetValueOrDefault(run.World.Owner) - 1;
                return false;
            }

            Ensure(outcome, HttpMethod.Delete);
            run.World.Invariants.Deleted(run, before!);
            return true;
        },
        cancellationToken);

    public Task<SecretProof> ProveAsync(
        ApiToken token, IEnumerable<string> resource, IEnumerable<EnvironmentUrl> others, CancellationToken cancellationToken)
    {
        if (!run.World.Scenario.HasProbe)
        {
            return Task.FromResult(new SecretProof(SecretProofOutcome.Unproven));
        }

        var secret = token.Reveal();
        return run.World.SuspendAsync(
            run,
            CallKind.Read,
            $"probe {token.Id}",
            _ =>
            {
                run.ProbedAt[token.Id!] = run.World.EventIndex;
                var caller = Account.Identify(secret, "203.0.113.9");
                run.HasRetried |= !caller.Succeeded;
                return new SecretProof(
                    caller.Succeeded ? SecretProofOutcome.LacksScope
                        : caller.Status == 401 ? SecretProofOutcome.Refused : SecretProofOutcome.Ended,
                    World.Environment);
            },
            cancellationToken);
    }

    private Task<bool> ChangeAsync(
        string id, string what, Func<Outcome> change, CancellationToken cancellationToken) => CallAsync(
        CallKind.Change,
        what,
        HttpMethod.Put,
        _ =>
        {
            var before = Account.FindPlatformToken(id);
            Ensure(change(), HttpMethod.Put);
            run.World.Invariants.Changed(run, before!, Account.FindPlatformToken(id)!);
            return true;
        },
        cancellationToken);

    private Task<T> CallAsync<T>(
        CallKind kind, string what, HttpMethod method, Func<AccountCall, T> act, CancellationToken cancellationToken) =>
        run.World.SuspendAsync(
            run,
            kind,
            what,
            call =>
            {
                // The header is written when the server answers, in whole seconds.
                var now = run.World.Clock.Now;
                try
                {
                    return act(call);
                }
                finally
                {
                    run.ServerClock.Observe(Told(now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)), call.Twist));
                }
            },
            cancellationToken);

    private DateTimeOffset? Told(DateTimeOffset date, Fault twist) =>
        run.World.Scenario.DatesAreMissing && !run.World.IsCalm ? null
        : twist == Fault.WrongDate ? date + WrongBy[run.World.EventIndex % WrongBy.Length]
        : date;

    private List<DtToken> Listed()
    {
        var outcome = Account.List(Caller, new PlatformTokenQuery(null, null, 1, 1000));
        Ensure(outcome, HttpMethod.Get);
        return [.. outcome.Value!.Entries.Select(Shown)];
    }

    private DtToken Shown(PlatformTokenEntry entry) => new()
    {
        Id = entry.Token.Id,
        Name = entry.Token.Name,
        Environment = Environment,
        Owner = entry.Token.Owner,
        Enabled = entry.Token.Active,
        CreationDate = entry.Token.CreatedAt,
        ModifiedDate = entry.Token.UpdatedAt,
        ExpirationDate = entry.Token.ExpirationDate,
        LastUsedDate = entry.Use?.At,
        Scopes = entry.Token.Scopes,
        Resource = entry.Token.Resources,
    };

    private static void Ensure(Outcome outcome, HttpMethod method)
    {
        if (outcome.Succeeded)
        {
            return;
        }

        var request = new FailedRequest(method.Method, "/platform-tokens", outcome.Status);
        throw outcome.Status switch
        {
            403 => new ForbiddenException(outcome.Error.Message, request, []),
            404 => new TokenNotFoundException(outcome.Error.Message, request),
            400 => new InvalidRequestException(
                outcome.Error.Message, request, [new ConstraintViolation(null, outcome.Error.Message)]),
            _ => new TokenApiException(outcome.Error.Message, request),
        };
    }
}
