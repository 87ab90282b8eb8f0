using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Account;

/// <summary>
/// The account's platform tokens, with the rules of their API and without HTTP. Its caller sees to it that one call runs at a
/// time.
/// </summary>
internal sealed class PlatformTokenStore(
    Func<AccountOptions> options, TimeProvider clock, AccountUsers users, TokenText text, string environment)
{
    private const int LongestName = 255;

    private readonly List<PlatformTokenHistory> _all = [];

    private AccountOptions Options => options();

    /// <summary>All tokens at this instant, oldest first.</summary>
    public IReadOnlyList<PlatformToken> Tokens => [.. _all.Select(history => history.Latest).OfType<PlatformToken>()];

    /// <summary>Whole seconds, as all times of the account.</summary>
    public static DateTimeOffset ToSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    public PlatformToken Seed(SeedPlatformToken seed)
    {
        var (id, secret) = text.NextOfAccount("dt0s16");
        var made = ToSeconds(seed.CreatedAt ?? clock.GetUtcNow());
        users.UuidOf(seed.Owner);
        var token = new PlatformToken
        {
            Id = id,
            Token = secret,
            Name = seed.Name,
            Owner = seed.Owner,
            CreatedBy = seed.Owner,
            Scopes = [.. seed.Scopes],
            Resources = [.. seed.Resources ?? [environment]],
            Active = seed.Active,
            CreatedAt = made,
            UpdatedAt = made,
            ExpirationDate = seed.ExpirationDate is { } expiry ? ToSeconds(expiry) : null,
        };
        _all.Add(new PlatformTokenHistory(token, DateTimeOffset.MinValue)
        {
            Use = seed.LastUsedAt is { } used ? new TokenUse(ToSeconds(used), Address: null) : null,
        });
        return token;
    }

    public PlatformToken? Find(string id) => History(id)?.Latest;

    public TokenUse? UseOf(string id) => History(id)?.Use;

    /// <summary>Who sends this secret; null for nobody that there ever was.</summary>
    public PlatformTokenHistory? BySecret(string secret) => _all.FirstOrDefault(history => history.First.Token == secret);

    public Outcome<PlatformTokenPage> List(AccountCaller caller, PlatformTokenQuery query)
    {
        if (Refusal(caller) is { } refusal)
        {
            return refusal;
        }

        var seen = clock.GetUtcNow() - Options.AccountListLag;
        var found = _all
            .Select(history => (Token: history.At(seen), history.Use))
            .Where(entry => entry.Token is { } token && caller.MayTouch(token) && Fits(token, query))
            .Select(entry => new PlatformTokenEntry(entry.Token!, entry.Use))
            .OrderBy(entry => entry.Token.CreatedAt)
            .ToList();
        var page = found.Skip((int)Math.Min((query.Page - 1L) * query.Size, found.Count)).Take(query.Size);
        return new Outcome<PlatformTokenPage>(200, new PlatformTokenPage(query, found.Count, [.. page]));
    }

    public Outcome<PlatformToken> Create(AccountCaller caller, PlatformTokenCreation creation)
    {
        if ((Refusal(caller) ?? Fault(creation) ?? ExpiryFault(creation.ExpirationDate)) is { } refusal)
        {
            return refusal;
        }

        if ((creation.UserUuid is { } uuid ? users.EmailOf(uuid) : caller.Owner) is not { } owner)
        {
            return AccountErrors.NoSuchUser;
        }

        if (owner != caller.Owner && (caller.ManagesAll ? Options.ForeignOwnerRefusedWith : 403) is { } status)
        {
            return AccountErrors.ForeignOwner(status);
        }

        var cap = AccountUsers.IsServiceUser(owner) ? Options.TokensOfServiceUser : Options.TokensOfUser;
        return Tokens.Count(token => token.Owner == owner) >= cap
            ? AccountErrors.TooMany(Options.CapRefusedWith, cap)
            : new Outcome<PlatformToken>(Options.CreatedStatus, Add(caller, owner, creation));
    }

    public Outcome SetActive(AccountCaller caller, string id, bool active) =>
        Change(caller, id, token => token with { Active = active });

    public Outcome SetExpiry(AccountCaller caller, string id, DateTimeOffset? expiry)
    {
        if (Refusal(caller) is { } refusal)
        {
            return refusal;
        }

        if (expiry is null && Options.NeverIsNoExpiry)
        {
            return AccountErrors.NeverIsNoExpiry;
        }

        if (Find(id)?.IsExpired(clock.GetUtcNow()) == true && Options.ExpiredStayExpired)
        {
            return AccountErrors.ExpiredStaysExpired;
        }

        return ExpiryFault(expiry) is { } fault
            ? fault
            : Change(caller, id, token => token with { ExpirationDate = expiry is { } end ? ToSeconds(end) : null });
    }

    public Outcome Delete(AccountCaller caller, string id)
    {
        var history = History(id);
        if ((Refusal(caller) ?? Unknown(caller, history?.Latest)) is { } refusal)
        {
            return refusal;
        }

        history!.Become(null, clock.GetUtcNow());
        return new Outcome(Options.DeletedStatus);
    }

    private static bool Fits(PlatformToken token, PlatformTokenQuery query) =>
        (query.Active is null || token.Active == query.Active)
        && (query.SearchTerm is not { } term
            || new[] { token.Id, token.Name, token.CreatedBy }.Concat(token.Scopes)
                .Any(text => text.Contains(term, StringComparison.OrdinalIgnoreCase)));

    private static TenantError? Unknown(AccountCaller caller, PlatformToken? token) =>
        token is null || !caller.MayTouch(token) ? AccountErrors.NoSuchToken : null;

    private static TenantError? Fault(PlatformTokenCreation creation) => creation switch
    {
        { Name: null or "" or { Length: > LongestName } } => AccountErrors.Invalid("name"),
        { Scopes: null or { Count: 0 } } => AccountErrors.Invalid("scope"),
        { Resources: null or { Count: 0 } } => AccountErrors.Invalid("resource"),
        _ when !creation.Resources!.All(urn => urn.StartsWith("urn:dtenvironment:", StringComparison.Ordinal)
            || urn.StartsWith("urn:dtaccount:", StringComparison.Ordinal)) => AccountErrors.Invalid("resource"),
        _ => null,
    };

    private TenantError? ExpiryFault(DateTimeOffset? expiry) =>
        expiry <= clock.GetUtcNow() || expiry < ToSeconds(clock.GetUtcNow() + Options.ShortestLifetime)
            ? AccountErrors.TooShort
            : null;

    private TenantError? Refusal(AccountCaller caller) =>
        caller.IsPlatformToken ? AccountErrors.Unauthorized
        : !caller.Manages ? AccountErrors.Forbidden
        : Options.ManagementRefusedWith is { } status ? AccountErrors.ManagementOff(status)
        : null;

    private PlatformTokenHistory? History(string id) => _all.FirstOrDefault(history => history.Latest?.Id == id);

    private Outcome Change(AccountCaller caller, string id, Func<PlatformToken, PlatformToken> change)
    {
        var history = History(id);
        if ((Refusal(caller) ?? Unknown(caller, history?.Latest)) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        history!.Become(change(history.Latest!) with { UpdatedAt = ToSeconds(now) }, now);
        return new Outcome(Options.ChangedStatus);
    }

    private PlatformToken Add(AccountCaller caller, string owner, PlatformTokenCreation creation)
    {
        var (id, secret) = text.NextOfAccount("dt0s16");
        var now = clock.GetUtcNow();
        var token = new PlatformToken
        {
            Id = id,
            Token = secret,
            Name = creation.Name!,
            Owner = owner,
            CreatedBy = caller.Owner,
            Scopes = creation.Scopes!,
            Resources = creation.Resources!,
            Tags = creation.Tags,
            CreatedAt = ToSeconds(now),
            UpdatedAt = ToSeconds(now),
            ExpirationDate = creation.ExpirationDate is { } expiry ? ToSeconds(expiry) : null,
        };
        _all.Add(new PlatformTokenHistory(token, now));
        return token;
    }
}
