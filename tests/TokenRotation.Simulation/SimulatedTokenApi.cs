using System.Text.Json;
using TokenRotation.Api;
using TokenRotation.Api.Wire;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;
using ConstraintViolation = TokenRotation.Api.ConstraintViolation;

namespace TokenRotation.Simulation;

/// <summary>The sandbox's tenant as a client of either generation sees it, without HTTP: every call may go wrong.</summary>
internal sealed class SimulatedTokenApi(Run run, ApiToken credential, string? callerId) : ITokenApi
{
    private const int ShortPage = 3;

    // More than any grace period, and less than any.
    private static readonly TimeSpan[] WrongBy = [-MostWrong, TimeSpan.FromHours(-1), TimeSpan.FromHours(1), MostWrong];

    private readonly string _secret = credential.Reveal();

    /// <summary>By how much a Date is wrong at the most.</summary>
    public static TimeSpan MostWrong { get; } = TimeSpan.FromDays(12);

    public string Environment => World.Environment;

    public ApiCapabilities Capabilities =>
        run.World.Scenario.Generation == ApiGeneration.V1 ? ApiCapabilities.V1 : ApiCapabilities.V2;

    public string? CallerId { get; } = callerId ?? credential.Id;

    public string? OwnerOfMadeTokens => null;

    public DateTimeOffset ServerTime => run.ServerClock.Now;

    public ServerTimes ServerTimes => run.ServerClock.Times;

    public void RestartServerTimes() => run.ServerClock.Restart();

    private SandboxTenant Tenant => run.World.Tenant;

    private Generation TenantGeneration => run.World.Scenario.Generation == ApiGeneration.V1 ? Generation.V1 : Generation.V2;

    public ITokenApi As(ApiToken other) => run.World.Mutant.Api(new SimulatedTokenApi(run, other, other.Id), run);

    public Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken) =>
        CallAsync(CallKind.Read, $"list {query.Order}", HttpMethod.Get, null, (caller, _) =>
            Capabilities.ListsNamesOnly ? Names(caller) : Page(caller, query, (Cursor?)after), cancellationToken);

    public Task<DtToken> GetAsync(string id, CancellationToken cancellationToken)
    {
        _ = TokenId.PathOf("/tokens", id, HttpMethod.Get);
        return CallAsync(
            CallKind.Read,
            $"get {id}",
            HttpMethod.Get,
            id,
            (caller, call) =>
            {
                if (call.Twist == Fault.AnotherAnswer && Another(id) is { } other)
                {
                    return other;
                }

                // Of a store's current token a run asks whether it exists, and nothing else.
                if (!run.IsInStore(id))
                {
                    run.See(id, isOfNode: run.World.Scenario.Around.ReadsLag);
                }

                return Shown(Valid(OfNode(Tenant.Get(TenantGeneration, caller, id), id), HttpMethod.Get, id));
            },
            cancellationToken);
    }

    public Task<DtToken> LookupAsync(ApiToken token, CancellationToken cancellationToken)
    {
        var secret = token.Reveal();
        return CallAsync(
            CallKind.Read,
            $"look up {token}",
            HttpMethod.Post,
            null,
            (caller, call) =>
            {
                // A secret of the old format does not tell whose it is.
                if (call.Twist == Fault.AnotherAnswer && token.Id is { } id && Another(id) is { } other)
                {
                    return other;
                }

                var found = Valid(Tenant.Lookup(TenantGeneration, caller, secret), HttpMethod.Post, null);
                // Of another's secret a run asks whose it is, and nothing else.
                if (found.Id == caller.Id)
                {
                    run.See(found.Id);
                    run.World.Invariants.Verified(secret);
                }

                return Shown(found);
            },
            cancellationToken);
    }

    public Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken) => CallAsync(
        CallKind.Create,
        $"create '{spec.Name}'",
        HttpMethod.Post,
        null,
        (caller, call) =>
        {
            var creation = new TokenCreation
            {
                Name = spec.Name,
                Scopes = spec.Scopes,
                ExpirationDate = spec.Lifetime is { } lifetime ? Tenant.Now + lifetime : spec.ExpirationDate,
                PersonalAccessToken = spec.PersonalAccessToken,
            };
            var token = Valid(Tenant.Create(TenantGeneration, caller, creation), HttpMethod.Post, null);
            run.World.Invariants.Created(run, token);
            return call.Twist == Fault.AnotherAnswer
                ? CreatedAs(token)
                : new CreatedToken(token.Id, run.World.TokenOf(token.Token), token.ExpirationDate);
        },
        cancellationToken);

    public Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken)
    {
        _ = TokenId.PathOf("/tokens", id, HttpMethod.Put);
        return CallAsync(
            CallKind.Change,
            $"update {id}" + (update.Enabled is { } enabled ? $" enabled={enabled}" : string.Empty)
                + (update.Name is null ? string.Empty : $" name='{update.Name}'"),
            HttpMethod.Put,
            id,
            (caller, _) =>
            {
                var before = Tenant.Find(id);
                var change = new TokenChange { Name = update.Name, Enabled = update.Enabled, Scopes = update.Scopes };
                Ensure(Tenant.Update(TenantGeneration, caller, id, change), HttpMethod.Put, id);
                run.World.Invariants.Updated(run, before!, Tenant.Find(id)!);
                return true;
            },
            cancellationToken);
    }

    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) => CallAsync(
        CallKind.Change,
        $"delete {id}",
        HttpMethod.Delete,
        id,
        (caller, _) =>
        {
            var before = Tenant.Find(id);
            var outcome = Tenant.Delete(TenantGeneration, caller, id);
            if (outcome.Status == 404)
            {
                return false;
            }

            Ensure(outcome, HttpMethod.Delete, id);
            run.World.Invariants.Deleted(run, before!);
            return true;
        },
        cancellationToken);

    private Task<T> CallAsync<T>(
        CallKind kind, string what, HttpMethod method, string? id, Func<TenantToken, PendingCall, T> act,
        CancellationToken cancellationToken) =>
        run.World.SuspendAsync(
        run,
        kind,
        _secret == run.World.Manager.Token ? what : $"{what} as {credential}",
        call =>
        {
            // The header is written when the server answers, in whole seconds.
            var now = Tenant.Now;
            var date = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
            try
            {
                return act(Valid(Tenant.Authenticate(_secret), method, id), call);
            }
            catch (ForbiddenException)
            {
                // Whoever is refused has been let in.
                run.World.Invariants.Verified(_secret);
                throw;
            }
            finally
            {
                run.LastTold = now;
                run.World.Nodes.Note(run.Runner);
                run.ServerClock.Observe(Told(date, call.Twist));
            }
        },
        cancellationToken,
        () =>
        {
            Valid(Tenant.Authenticate(_secret), method, id);
            run.World.Invariants.Verified(_secret);
        });

    // What the client makes of an answer about another token than was asked for; null where there is none.
    private DtToken? Another(string id)
    {
        if (OtherThan(id) is not { } other)
        {
            return null;
        }

        try
        {
            return run.World.Mutant.BelievesEveryAnswer
                ? Shown(other)
                : TokenReader.Single(
                    JsonSerializer.SerializeToUtf8Bytes(new { id = other.Id, name = other.Name }), Environment, id);
        }
        catch (JsonException failure)
        {
            throw new MalformedResponseException(
                "The answer is about another token.", new FailedRequest("GET", "/tokens", 200), failure);
        }
    }

    // The same of a creation: the secret is there, and with it another token's ID.
    private CreatedToken CreatedAs(TenantToken made)
    {
        var id = (OtherThan(made.Id) ?? made).Id;
        try
        {
            return run.World.Mutant.BelievesEveryAnswer
                ? new CreatedToken(id, run.World.TokenOf(made.Token), made.ExpirationDate)
                : Created(CreateAnswer.Read(JsonSerializer.SerializeToUtf8Bytes(new { id, token = made.Token })), made);
        }
        catch (JsonException failure)
        {
            throw new CreateOutcomeUnknownException(
                "The answer is about another token.", new FailedRequest("POST", "/tokens", 201), failure);
        }
    }

    private static CreatedToken Created(CreateAnswer answer, TenantToken made) =>
        new(answer.Id ?? made.Id, answer.Token, made.ExpirationDate);

    private TenantToken? OtherThan(string id)
    {
        var others = Tenant.Tokens.Where(token => token.Id != id).ToList();
        return others.Count == 0 ? null : others[run.World.EventIndex % others.Count];
    }

    private DateTimeOffset? Told(DateTimeOffset date, Fault twist) =>
        run.World.Scenario.Around.DatesAreMissing && !run.World.IsCalm ? null
        : twist == Fault.WrongDate ? date + WrongBy[run.World.EventIndex % WrongBy.Length]
        : date;

    // What the run's node knows of a token that there is, or was a moment ago.
    private Outcome<TenantToken> OfNode(Outcome<TenantToken> truth, string id) =>
        !run.World.Nodes.Lag || !run.World.Scenario.Around.ReadsLag || truth.Status is not (200 or 404) ? truth
        : run.World.Nodes.SeenBy(run.Runner, id) is { } seen ? new Outcome<TenantToken>(200, seen)
        : new TenantError(404, "This node knows of no such token.");

    private TokenPage PageOfNode(TokenSort sort, bool isWhole)
    {
        var tokens = run.World.Nodes.SeenBy(run.Runner)
            .OrderByDescending(token => sort == TokenSort.ModifiedDate ? token.ModifiedDate : token.CreationDate).ToList();
        foreach (var token in tokens.Where(_ => run.TargetIds.Count <= 1))
        {
            run.See(token.Id, isOfNode: true);
        }

        if (isWhole)
        {
            run.SeeAll();
        }

        return new TokenPage([.. tokens.Select(Shown)], tokens.Count, null);
    }

    private TokenPage Page(TenantToken caller, TokenQuery query, Cursor? after)
    {
        var first = new TokenListQuery
        {
            Sort = query.Order == TokenOrder.LastModifiedFirst ? TokenSort.ModifiedDate : TokenSort.CreationDate,
            // As small beside this tenant as a short list's page is beside a large one.
            PageSize = query.PageSize == TokenQuery.MaximumPageSize ? TokenListQuery.MaximumPageSize : ShortPage,
        };
        var page = Valid(after is null ? Tenant.List(caller, first) : Tenant.ListNext(caller, after.Key), HttpMethod.Get, null);
        if (run.World.Nodes.Lag)
        {
            return PageOfNode(first.Sort, query.PageSize == TokenQuery.MaximumPageSize);
        }

        // A short list may have been read for another rotation of the run.
        foreach (var token in page.Tokens.Where(_ => run.TargetIds.Count <= 1))
        {
            run.See(token.Id);
        }

        // It shows what has changed, and is not searched for what has gone.
        if (page.NextPageKey is null && query.PageSize == TokenQuery.MaximumPageSize)
        {
            run.SeeAll();
        }

        return new TokenPage(
            [.. page.Tokens.Select(Shown)], page.TotalCount, page.NextPageKey is { } key ? new Cursor(key) : null);
    }

    private TokenPage Names(TenantToken caller)
    {
        IEnumerable<TenantToken> tokens = Valid(
            Tenant.ListStubs(caller, new StubListQuery { Limit = StubListQuery.MaximumLimit }), HttpMethod.Get, null);
        tokens = run.World.Nodes.Lag ? run.World.Nodes.SeenBy(run.Runner) : tokens;
        // A list after the first may have been read for another rotation of the run.
        if (run.TargetIds.Count <= 1)
        {
            run.SeeAllNames();
        }

        return new TokenPage(
            [.. tokens.Select(token => new DtToken { Id = token.Id, Name = token.Name, Environment = Environment })], null, null);
    }

    private DtToken Shown(TenantToken token) => new()
    {
        Id = token.Id,
        Name = token.Name,
        Environment = Environment,
        Owner = token.Owner,
        Enabled = token.Enabled,
        CreationDate = token.CreationDate,
        ExpirationDate = token.ExpirationDate,
        LastUsedDate = token.LastUsedDate,
        ModifiedDate = TenantGeneration == Generation.V1 ? null : token.ModifiedDate,
        PersonalAccessToken = token.PersonalAccessToken,
        Scopes = token.Scopes,
    };

    private T Valid<T>(Outcome<T> outcome, HttpMethod method, string? id)
    {
        Ensure(outcome, method, id);
        return outcome.Value!;
    }

    private void Ensure(Outcome outcome, HttpMethod method, string? id)
    {
        if (outcome.Succeeded)
        {
            return;
        }

        var request = new FailedRequest(method.Method, "/tokens", outcome.Status);
        throw outcome.Status switch
        {
            401 => new UnauthorizedException(outcome.Error.Message, request),
            403 => new ForbiddenException(outcome.Error.Message, request, []),
            404 => new TokenNotFoundException(outcome.Error.Message, request),
            400 when id is not null && id == CallerId => new OwnTokenException(outcome.Error.Message, request),
            400 => new InvalidRequestException(
                outcome.Error.Message, request, [.. (outcome.Error.Violations ?? []).Select(violation =>
                    new ConstraintViolation(violation.Path, violation.Message))]),
            _ => new TokenApiException(outcome.Error.Message, request),
        };
    }

    private sealed class Cursor(string key) : PageCursor
    {
        public string Key { get; } = key;
    }
}
