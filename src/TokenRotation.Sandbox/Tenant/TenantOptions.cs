namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// What differs between tenants, and every behaviour for which no documentation or record was found: the default is the
/// likelier one, the switch is for clients that must survive the other. README.md lists them with their sources.
/// </summary>
public sealed record TenantOptions
{
    /// <summary>Makes IDs and secrets reproducible. Null takes them from the system's cryptographic generator.</summary>
    public int? Seed { get; init; }

    /// <summary>How long an expired token stays listed before it is purged. Seven days, says Dynatrace's staff.</summary>
    public TimeSpan PurgeAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Lookup answers to any scope, as documented; off: it wants the scope that reading wants, as users report.
    /// </summary>
    public bool LookupNeedsNoReadScope { get; init; } = true;

    /// <summary>The last page of a v2 list says <c>"nextPageKey": null</c>, as documented; off: nothing, as recorded.</summary>
    public bool LastPageHasNullKey { get; init; }

    /// <summary>
    /// v1 gives dates as ISO strings, as some of the examples do; off: integer milliseconds, as the schema does.
    /// </summary>
    public bool V1IsoDates { get; init; }

    /// <summary>v2 refuses to create or keep a token without scopes, as v1 does; its schema does not say so.</summary>
    public bool V2RefusesEmptyScopes { get; init; }

    /// <summary>
    /// Null: tokens can be created. Else the status with which creation is refused (Dynatrace SaaS, "Phase 3").
    /// </summary>
    public int? CreationRefusedWith { get; init; }

    /// <summary>False makes every personal access token unusable and no new ones possible (<c>patEnabled</c>).</summary>
    public bool PersonalAccessTokensEnabled { get; init; } = true;

    /// <summary>How long a new token does not authenticate yet. Nothing known says that Dynatrace does this.</summary>
    public TimeSpan CreatePropagation { get; init; }

    /// <summary>How long a disabled token authenticates still. Nothing known says that Dynatrace does this.</summary>
    public TimeSpan DisablePropagation { get; init; }

    /// <summary>The longest name, in characters.</summary>
    public int NameLimit { get; init; } = 100;

    /// <summary>The smallest page size that a v2 list accepts. Documented as 100, absent from the schema.</summary>
    public int MinimumPageSize { get; init; } = 100;

    /// <summary>Last-used dates are cut to a multiple of this. Zero: to the millisecond.</summary>
    public TimeSpan LastUsedGranularity { get; init; }

    /// <summary>Whether the audit log is on from the beginning. Off in an environment where nobody has switched it on.</summary>
    public bool AuditLogEnabled { get; init; }

    /// <summary>How long the audit log keeps an entry.</summary>
    public TimeSpan AuditLogKeptFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What becomes of names. That they survive unchanged is a guess: a rotation writes its state into them.</summary>
    public NameHandling Names { get; init; }

    /// <summary>What a PUT with <c>enabled</c> and <c>name</c> does.</summary>
    public CombinedUpdate CombinedUpdate { get; init; }

    /// <summary>How long after a write v2's lists still show what was before it. Reading one token never lags.</summary>
    public TimeSpan ListLag { get; init; }

    /// <summary>
    /// How long after a write through one node another one shows what was before it, in v2's lists and in reads by ID. Whoever
    /// calls the sandbox at <c>localhost</c> talks to another node than who calls it at <c>127.0.0.1</c>.
    /// </summary>
    public TimeSpan NodeLag { get; init; }

    /// <summary>
    /// Null: a personal access token may look tokens up. Else the status with which it is refused: the specification marks
    /// lookup as not usable with one.
    /// </summary>
    public int? PersonalLookupRefusedWith { get; init; }

    /// <summary>A selector with a scope that does not exist is refused with 400; off: no token has it.</summary>
    public bool SelectorRefusesUnknownScopes { get; init; }

    /// <summary>An ID in a path that is no ID at all is refused with 400; off: 404, as any unknown one.</summary>
    public bool OddIdsRefused { get; init; }

    /// <summary>A body that does not call itself JSON is refused with 415; off: it is read all the same.</summary>
    public bool OtherContentTypesRefused { get; init; }

    /// <summary>An owner that is empty, as automatic tokens have it, is left out; off: it is shown as an empty text.</summary>
    public bool EmptyOwnersLeftOut { get; init; }

    /// <summary>
    /// v1 leaves <c>revoked</c> out when it is false, as in documented examples; off: it shows it, as recorded.
    /// </summary>
    public bool V1LeavesOutRevoked { get; init; }

    /// <summary>Lookup does not find revoked and expired tokens: 404.</summary>
    public bool LookupFindsActiveOnly { get; init; }

    /// <summary>v2 refuses every change of the caller's own token, as v1 does; off: only its revocation.</summary>
    public bool V2RefusesOwnEdits { get; init; }

    /// <summary>A caller may grant only scopes that it holds itself (403); off: any, as no rule was found.</summary>
    public bool GrantsOnlyHeldScopes { get; init; }

    /// <summary>A new token's name must differ from all others' (400); off: names repeat, as documented.</summary>
    public bool NamesAreUnique { get; init; }

    /// <summary><c>modifiedDate</c> moves with a revocation as well; off: with name and scopes only, as documented.</summary>
    public bool ModifiedMovesWithEnabled { get; init; }
}
