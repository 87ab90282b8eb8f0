using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Audit;

namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// A Dynatrace tenant's token store, with the rules of both generations of its API and without HTTP: deterministic, quick and
/// safe for concurrent use. Calls are made as a caller that <see cref="Authenticate"/> has let in; every answer carries the
/// status and the error that the API would give.
/// </summary>
public sealed class SandboxTenant
{
    private readonly TimeProvider _clock;
    private readonly bool _isOfCluster;
    private readonly Lock _gate = new();
    private readonly TokenIndex _index;
    private readonly TokenText _text;
    private readonly TokenAudit _audit;
    private readonly RecentWrites _writes;

    /// <summary>An empty tenant.</summary>
    public SandboxTenant(TenantOptions options, TimeProvider clock)
        : this(options, clock, isOfCluster: false)
    {
    }

    /// <summary>An empty tenant, or a Managed cluster's own store, which has the shapes of v1 and scopes of its own.</summary>
    internal SandboxTenant(TenantOptions options, TimeProvider clock, bool isOfCluster)
    {
        _isOfCluster = isOfCluster;
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        _clock = clock;
        _index = new TokenIndex(() => Options.PurgeAfter);
        _text = new TokenText(options.Seed);
        _writes = new RecentWrites(() => Options);
        AuditLog = new AuditLog(clock, options.AuditLogKeptFor, options.AuditLogEnabled);
        _audit = new TokenAudit(AuditLog);
    }

    /// <summary>The tenant's switches.</summary>
    public TenantOptions Options { get; private set; }

    /// <summary>Who changed what. Off at first.</summary>
    public AuditLog AuditLog { get; }

    /// <summary>The tenant's time, to the millisecond.</summary>
    public DateTimeOffset Now => ToMilliseconds(_clock.GetUtcNow());

    /// <summary>All tokens at this instant, oldest first.</summary>
    public IReadOnlyList<TenantToken> Tokens
    {
        get
        {
            lock (_gate)
            {
                _index.Purge(Now);
                return _index.InOrderOfCreation.ConvertAll(entry => entry.Token);
            }
        }
    }

    /// <summary>From now on the tenant does as these say. What was made reproducible stays so.</summary>
    internal void Switch(TenantOptions options)
    {
        lock (_gate)
        {
            AuditLog.KeptFor = options.AuditLogKeptFor;
            AuditLog.Enabled = options.AuditLogEnabled == Options.AuditLogEnabled ? AuditLog.Enabled : options.AuditLogEnabled;
            Options = options;
        }
    }

    /// <summary>A token by its ID, past all rules; null when there is none.</summary>
    public TenantToken? Find(string id)
    {
        lock (_gate)
        {
            _index.Purge(Now);
            return _index.ById(id)?.Token;
        }
    }

    /// <summary>A token by its secret, past all rules; null when there is none.</summary>
    public TenantToken? FindBySecret(string secret)
    {
        lock (_gate)
        {
            _index.Purge(Now);
            return _index.BySecret(secret)?.Token;
        }
    }

    /// <summary>Puts a token into the tenant, past all rules.</summary>
    public TenantToken Seed(SeedToken seed)
    {
        lock (_gate)
        {
            var (id, secret) = seed.OldFormat ? _text.NextOldFormat() : _text.Next();
            var token = new TenantToken
            {
                Id = id,
                Token = secret,
                Name = seed.Name,
                Owner = seed.Owner,
                Scopes = [.. seed.Scopes],
                Enabled = seed.Enabled,
                CreationDate = ToMilliseconds(seed.CreationDate ?? Now),
                ExpirationDate = ToMilliseconds(seed.ExpirationDate),
                LastUsedDate = ToMilliseconds(seed.LastUsedDate),
                LastUsedIpAddress = seed.LastUsedIpAddress,
                ModifiedDate = ToMilliseconds(seed.ModifiedDate),
                PersonalAccessToken = seed.PersonalAccessToken,
                AdditionalMetadata = seed.AdditionalMetadata?.ToArray(),
            };
            return _index.Add(token, authenticatesFrom: DateTimeOffset.MinValue).Token;
        }
    }

    /// <summary>
    /// Lets a caller in: 401 for a secret that is missing, unknown, expired or revoked. Counts as a use of the token.
    /// </summary>
    public Outcome<TenantToken> Authenticate(string? secret, string? ipAddress = null)
    {
        lock (_gate)
        {
            var now = Now;
            _index.Purge(now);
            if (secret is null || _index.BySecret(secret) is not { } entry || !entry.Authenticates(now, Options))
            {
                return TenantErrors.Unauthorized;
            }

            entry.Token = entry.Token with
            {
                LastUsedDate = CutTo(Options.LastUsedGranularity, now),
                LastUsedIpAddress = ipAddress ?? entry.Token.LastUsedIpAddress,
            };
            return new Outcome<TenantToken>(200, entry.Token);
        }
    }

    /// <summary>The first page of a v2 list.</summary>
    public Outcome<TokenListPage> List(TenantCaller caller, TokenListQuery query)
    {
        if (MissingScope(caller, ReadScope(Generation.V2)) is { } missing)
        {
            return missing;
        }

        if (query.PageSize < Options.MinimumPageSize || query.PageSize > TokenListQuery.MaximumPageSize)
        {
            return TenantErrors.Violated(
                "pageSize", $"must be between {Options.MinimumPageSize} and "
                    + $"{TokenListQuery.MaximumPageSize}.", TenantErrors.Query);
        }

        if (Options.SelectorRefusesUnknownScopes && query.AnyOfScopes?.FirstOrDefault(
            scope => !TokenScopes.IsKnown(scope)) is { } unknown)
        {
            return TenantErrors.Violated("apiTokenSelector", $"'{unknown}' is not a valid scope.", TenantErrors.Query);
        }

        return Page(caller, query, after: null);
    }

    /// <summary>A further page of a v2 list.</summary>
    public Outcome<TokenListPage> ListNext(TenantCaller caller, string nextPageKey)
    {
        if (MissingScope(caller, ReadScope(Generation.V2)) is { } missing)
        {
            return missing;
        }

        return PageKey.TryDecode(nextPageKey) is { Query.PageSize: > 0 and <= TokenListQuery.MaximumPageSize } key
            ? Page(caller, key.Query, key.Last)
            : TenantErrors.Violated("nextPageKey", "is not valid.", TenantErrors.Query);
    }

    /// <summary>A v1 list: newest first, cut at the limit, without further pages.</summary>
    public Outcome<IReadOnlyList<TenantToken>> ListStubs(TenantCaller caller, StubListQuery query)
    {
        if (MissingScope(caller, ReadScope(Generation.V1)) is { } missing)
        {
            return missing;
        }

        if (query.Limit is < 0 or > StubListQuery.MaximumLimit)
        {
            return TenantErrors.Violated("limit", $"must be between 0 and {StubListQuery.MaximumLimit}.", TenantErrors.Query);
        }

        lock (_gate)
        {
            _index.Purge(Now);
            var newestFirst = Enumerable.Reverse(_index.InOrderOfCreation).Select(entry => entry.Token);
            return new Outcome<IReadOnlyList<TenantToken>>(200, [.. newestFirst.Where(query.Matches).Take(query.Limit)]);
        }
    }

    /// <summary>A token by its ID.</summary>
    public Outcome<TenantToken> Get(Generation generation, TenantCaller caller, string id)
    {
        if (MissingScope(caller, ReadScope(generation)) is { } missing)
        {
            return missing;
        }

        if (Options.OddIdsRefused && !TokenText.IsId(id))
        {
            return TenantErrors.OddId;
        }

        return Seen(caller, id) is { } token ? new Outcome<TenantToken>(200, token) : TenantErrors.NotFound;
    }

    /// <summary>A token by its secret. Revoked and expired ones are found too.</summary>
    public Outcome<TenantToken> Lookup(Generation generation, TenantCaller caller, string secret)
    {
        if (caller.PersonalAccessToken && Options.PersonalLookupRefusedWith is { } status)
        {
            return TenantErrors.PersonalCallerLooksUp(status);
        }

        var anyScope = Options.LookupNeedsNoReadScope && !caller.Bearer;
        if (!(anyScope ? caller.Scopes.Count > 0 : caller.Scopes.Contains(ReadScope(generation))))
        {
            return MissingScope(caller, ReadScope(generation)) ?? TenantErrors.MissingScope([ReadScope(generation)]);
        }

        return FindBySecret(secret) is { } token && (!Options.LookupFindsActiveOnly || IsActive(token))
            ? new Outcome<TenantToken>(200, token)
            : TenantErrors.NotFound;
    }

    /// <summary>Makes a token that belongs to the caller's owner. The value carries its secret.</summary>
    public Outcome<TenantToken> Create(Generation generation, TenantCaller caller, TokenCreation creation)
    {
        var outcome = Make(generation, caller, creation);
        _audit.Created(caller, outcome);
        return outcome;
    }

    /// <summary>Changes a token in part. v1 refuses any change of the caller's own token, v2 only its revocation.</summary>
    public Outcome Update(Generation generation, TenantCaller caller, string id, TokenChange change)
    {
        lock (_gate)
        {
            var before = _index.ById(id)?.Token;
            var outcome = Change(generation, caller, id, change);
            _audit.Updated(caller, before, _index.ById(id)?.Token, outcome);
            return outcome;
        }
    }

    /// <summary>Deletes a token, by its ID or by its secret, whatever its state; never the caller's own.</summary>
    public Outcome Delete(Generation generation, TenantCaller caller, string idOrSecret)
    {
        lock (_gate)
        {
            var before = (_index.ById(idOrSecret) ?? _index.BySecret(idOrSecret))?.Token;
            var outcome = Drop(generation, caller, idOrSecret);
            _audit.Deleted(caller, before, outcome);
            return outcome;
        }
    }

    private static TenantError? MissingScope(TenantCaller caller, string scope) =>
        caller.Scopes.Contains(scope) ? null
        : caller.Bearer ? TenantErrors.MissingBearerScope(SandboxAccount.BearerScopesOf(scope))
        : TenantErrors.MissingScope([scope]);

    private string ReadScope(Generation generation) => _isOfCluster ? TokenScopes.ClusterTokenManagement
        : generation == Generation.V1 ? TokenScopes.TokenManagement : TokenScopes.Read;

    private string WriteScope(Generation generation) => _isOfCluster ? TokenScopes.ClusterTokenManagement
        : generation == Generation.V1 ? TokenScopes.TokenManagement : TokenScopes.Write;

    private TenantError? OwnTokenRefusal(Generation generation, TenantCaller caller, string id, TokenChange change)
    {
        if (id != caller.Id)
        {
            return null;
        }

        if (generation == Generation.V1 || Options.V2RefusesOwnEdits)
        {
            return TenantErrors.OwnTokenEdited;
        }

        return change.Enabled == false ? TenantErrors.OwnTokenDisabled : null;
    }

    private TenantToken? Seen(TenantCaller caller, string id)
    {
        lock (_gate)
        {
            _index.Purge(Now);
            return _writes.Read(_index.ById(id)?.Token, caller.Node, id, Now);
        }
    }

    private bool IsActive(TenantToken token) => token.Enabled && !(token.ExpirationDate <= Now);

    private void Apply(TokenChange change, TokenEntry entry, DateTimeOffset now)
    {
        var before = entry.Token;
        var scopes = change.Scopes?.Distinct(StringComparer.Ordinal).ToList();
        var modified = (change.Name is { } name && name != before.Name)
            || (scopes is not null && !scopes.SequenceEqual(before.Scopes));
        var enabled = change.Enabled ?? before.Enabled;
        modified |= Options.ModifiedMovesWithEnabled && enabled != before.Enabled;
        entry.DisabledAt = enabled ? null : before.Enabled ? now : entry.DisabledAt;
        entry.Token = before with
        {
            Name = change.Name is null ? before.Name : TokenText.Handled(change.Name, Options.Names),
            Scopes = scopes ?? before.Scopes,
            Enabled = enabled,
            ModifiedDate = modified ? now : before.ModifiedDate,
        };
    }

    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) => CutTo(TimeSpan.FromMilliseconds(1), time);

    private static DateTimeOffset? ToMilliseconds(DateTimeOffset? time) => time is { } value ? ToMilliseconds(value) : null;

    private static DateTimeOffset CutTo(TimeSpan granularity, DateTimeOffset time) =>
        granularity <= TimeSpan.Zero ? time : new(time.UtcTicks - (time.UtcTicks % granularity.Ticks), TimeSpan.Zero);

    private Outcome<TenantToken> Make(Generation generation, TenantCaller caller, TokenCreation creation)
    {
        if (MissingScope(caller, WriteScope(generation)) is { } missing)
        {
            return missing;
        }

        if (Options.CreationRefusedWith is { } status)
        {
            return TenantErrors.CreationRefused(status);
        }

        if (Options.GrantsOnlyHeldScopes && creation.Scopes?.Except(
            caller.Scopes, StringComparer.Ordinal).FirstOrDefault() is { } notHeld)
        {
            return TenantErrors.ScopeNotHeld(notHeld);
        }

        lock (_gate)
        {
            var now = Now;
            var violations = new TokenConstraints(Options, generation, _isOfCluster).Of(creation, now);
            if (Options.NamesAreUnique && _index.InOrderOfCreation.Exists(entry => entry.Token.Name == creation.Name))
            {
                violations.Add(new ConstraintViolation("name", "must be unique.", TenantErrors.PayloadBody));
            }

            if (violations.Count > 0)
            {
                return TenantErrors.Violated(violations);
            }

            var (id, secret) = _text.Next();
            var token = new TenantToken
            {
                Id = id,
                Token = secret,
                Name = TokenText.Handled(creation.Name!, Options.Names),
                Owner = caller.Owner,
                Scopes = [.. creation.Scopes!.Distinct(StringComparer.Ordinal)],
                CreationDate = now,
                ExpirationDate = ToMilliseconds(creation.ExpirationDate),
                PersonalAccessToken = creation.PersonalAccessToken,
            };
            _writes.Note(now, caller.Node, token.Id, before: null);
            return new Outcome<TenantToken>(201, _index.Add(token, authenticatesFrom: now + Options.CreatePropagation).Token);
        }
    }

    private Outcome Change(Generation generation, TenantCaller caller, string id, TokenChange change)
    {
        if (MissingScope(caller, WriteScope(generation)) is { } missing)
        {
            return missing;
        }

        lock (_gate)
        {
            var now = Now;
            _index.Purge(now);
            if (_index.ById(id) is not { } entry)
            {
                return TenantErrors.NotFound;
            }

            var violations = new TokenConstraints(Options, generation, _isOfCluster).Of(change, entry.Token);
            if (violations.Count > 0)
            {
                return TenantErrors.Violated(violations);
            }

            if (OwnTokenRefusal(generation, caller, id, change) is { } refusal)
            {
                return refusal;
            }

            if (change is { Enabled: not null, Name: not null })
            {
                switch (Options.CombinedUpdate)
                {
                    case CombinedUpdate.Refused:
                        return TenantErrors.Violated("name", "must not be changed together with enabled.");
                    case CombinedUpdate.NameIgnored:
                        change = change with { Name = null };
                        break;
                }
            }

            _writes.Note(now, caller.Node, id, entry.Token);
            Apply(change, entry, now);
            return new Outcome(204);
        }
    }

    private Outcome Drop(Generation generation, TenantCaller caller, string idOrSecret)
    {
        if (MissingScope(caller, WriteScope(generation)) is { } missing)
        {
            return missing;
        }

        lock (_gate)
        {
            _index.Purge(Now);
            if ((_index.ById(idOrSecret) ?? _index.BySecret(idOrSecret)) is not { } entry)
            {
                return TenantErrors.NotFound;
            }

            if (entry.Token.Id == caller.Id)
            {
                return TenantErrors.OwnTokenDeleted;
            }

            if (caller.PersonalAccessToken && entry.Token.Owner != caller.Owner)
            {
                return TenantErrors.PersonalCallerDeletesForeign;
            }

            _writes.Note(Now, caller.Node, entry.Token.Id, entry.Token);
            _index.Remove(entry);
            return new Outcome(204);
        }
    }

    private Outcome<TokenListPage> Page(TenantCaller caller, TokenListQuery query, SortPosition? after)
    {
        lock (_gate)
        {
            _index.Purge(Now);
            return new Outcome<TokenListPage>(200, TokenListing.Page(_writes.List(_index, caller.Node, Now), query, after));
        }
    }
}
