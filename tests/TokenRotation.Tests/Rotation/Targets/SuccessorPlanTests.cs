using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Simulation;

namespace TokenRotation.Tests.Rotation.Targets;

public sealed class SuccessorPlanTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RotationTarget Target = new() { OldId = "dt0c01.OLD", Policy = new RotationPolicy() };
    private static readonly RotationTarget Forced = Target with { Policy = new RotationPolicy { Force = true } };

    private static readonly DtToken Old = new()
    {
        Id = "dt0c01.OLD",
        Name = "ingest",
        Environment = World.Environment,
        Owner = World.Owner,
        Scopes = ["metrics.read"],
        CreationDate = Created,
    };

    private static readonly DtToken Caller = Old with { Id = "dt0c01.CALLER", Scopes = ["apiTokens.read", "apiTokens.write"] };
    private static readonly DtToken CallerOfV1 = Caller with { Scopes = ["TenantTokenManagement"] };

    [Fact]
    public void A_plain_token_may_be_replaced()
    {
        Assert.Null(Refusal(Old));
        Assert.Null(SuccessorPlan.Refusal(Old, Target, CallerOfV1, ApiCapabilities.V1));
    }

    [Theory]
    [InlineData(ApiGeneration.V2, "apiTokens.read")]
    [InlineData(ApiGeneration.V2, "apiTokens.write")]
    [InlineData(ApiGeneration.V2, "TenantTokenManagement")]
    [InlineData(ApiGeneration.V1, "apiTokens.write")]
    public void A_caller_that_may_not_manage_tokens_replaces_none(ApiGeneration generation, string scope) =>
        Assert.Contains(
            "lacks",
            SuccessorPlan.Refusal(Old, Target, Caller with { Scopes = [scope] }, Of(generation)),
            StringComparison.Ordinal);

    [Fact]
    public void What_shares_a_dashboard_is_replaced_by_force_alone()
    {
        var sharing = Old with { AdditionalMetadata = new Dictionary<string, string> { ["dashboardId"] = "1" } };

        Assert.Contains("shares", Refusal(sharing), StringComparison.Ordinal);
        Assert.Null(SuccessorPlan.Refusal(sharing, Forced, Caller, ApiCapabilities.V2));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("SyntheticTokenProviderWorker")]
    public void What_belongs_to_no_user_is_replaced_by_force_alone(string? owner)
    {
        var automatic = Old with { Owner = owner };

        Assert.Contains("belongs to no user", Refusal(automatic), StringComparison.Ordinal);
        Assert.Null(SuccessorPlan.Refusal(automatic, Forced, Caller, ApiCapabilities.V2));
    }

    [Fact]
    public void A_personal_access_token_is_replaced_by_its_owner_through_v2_alone()
    {
        var personal = Old with { PersonalAccessToken = true };

        Assert.Null(Refusal(personal));
        Assert.Contains("personal", Refusal(personal with { Owner = "other@example.com" }), StringComparison.Ordinal);
        Assert.Contains(
            "personal", SuccessorPlan.Refusal(personal, Target, CallerOfV1, ApiCapabilities.V1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_without_a_grantable_scope_needs_new_ones()
    {
        var retired = Old with { Scopes = [ApiScopes.NotGrantable[0]] };

        Assert.Contains("-Scope", Refusal(retired), StringComparison.Ordinal);
        Assert.Null(SuccessorPlan.Refusal(
            retired, Target with { Wish = new SuccessorWish(null, ["metrics.read"]) }, Caller, ApiCapabilities.V2));
    }

    [Fact]
    public void The_token_that_authenticates_does_not_give_up_managing_tokens()
    {
        Assert.Null(SuccessorPlan.Refusal(Caller, Target, Caller, ApiCapabilities.V2));
        Assert.Contains(
            "could not revoke it",
            SuccessorPlan.Refusal(
                Caller, Target with { Wish = new SuccessorWish(null, ["metrics.read"]) }, Caller, ApiCapabilities.V2),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_lifetime_that_nobody_knows_has_to_be_given()
    {
        var expiring = Old with { CreationDate = null, ExpirationDate = Created.AddDays(30) };

        Assert.Contains("-Lifetime", Refusal(expiring), StringComparison.Ordinal);
        Assert.Null(SuccessorPlan.Refusal(
            expiring,
            Target with { Policy = new RotationPolicy { Lifetime = TimeSpan.FromDays(1) } },
            Caller,
            ApiCapabilities.V2));
        Assert.Throws<RotationRefusedException>(() => SuccessorPlan.LifetimeOf(expiring));
    }

    [Theory]
    [InlineData("{Name}", 18, 8, true)]
    [InlineData("{Name}", 17, 29, true)]
    [InlineData("{Name}", 17, 28, false)]
    [InlineData("{Name}", 18, null, false)]
    [InlineData("dt-rw", 18, 29, false)]
    public void An_entry_that_bears_the_name_is_not_lost_by_another_name(string entry, int length, int? wanted, bool refused)
    {
        var target = Target with
        {
            Places = RotationScene.Places(new MemoryStore(), entry),
            Wish = new SuccessorWish(wanted is { } of ? new string('w', of) : null, null),
        };

        var refusal = SuccessorPlan.Refusal(Old with { Name = new string('n', length) }, target, Caller, ApiCapabilities.V2);

        Assert.Equal(refused, refusal?.Contains("-SecretName", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_successor_is_like_the_old_token()
    {
        var old = Old with
        {
            Name = NameStamp.Superseded(Created, "dt0c01.NEW").ApplyTo("ingest"),
            Scopes = ["metrics.read", ApiScopes.NotGrantable[0]],
            ExpirationDate = Created.AddDays(90),
            PersonalAccessToken = true,
        };

        var spec = SuccessorPlan.SpecFor(old, Target, ApiCapabilities.V2);

        Assert.Equal(("ingest", TimeSpan.FromDays(90), true), (spec.Name, spec.Lifetime, spec.PersonalAccessToken));
        Assert.Equal(["metrics.read"], spec.Scopes);
        Assert.Null(SuccessorPlan.SpecFor(Old, Target, ApiCapabilities.V2).Lifetime);
        Assert.Equal([ApiScopes.NotGrantable[0]], SuccessorPlan.ScopesLost(old, SuccessorWish.None, ApiCapabilities.V2));
        Assert.Empty(SuccessorPlan.ScopesLost(old, SuccessorWish.None, ApiCapabilities.Cluster));
        Assert.Equal(old.Scopes, SuccessorPlan.SpecFor(old, Target, ApiCapabilities.Cluster).Scopes);
    }

    [Fact]
    public void A_successor_differs_in_what_was_asked_for()
    {
        var target = Target with
        {
            Wish = new SuccessorWish("renamed", ["logs.ingest"]),
            Policy = new RotationPolicy { Lifetime = TimeSpan.FromDays(7) },
        };

        var spec = SuccessorPlan.SpecFor(Old with { ExpirationDate = Created.AddDays(90) }, target, ApiCapabilities.V2);

        Assert.Equal(("renamed", TimeSpan.FromDays(7), false), (spec.Name, spec.Lifetime, spec.PersonalAccessToken));
        Assert.Equal(["logs.ingest"], spec.Scopes);
        var retired = Old with { Scopes = [ApiScopes.NotGrantable[0]] };
        Assert.Empty(SuccessorPlan.ScopesLost(retired, target.Wish, ApiCapabilities.V2));
    }

    private static ApiCapabilities Of(ApiGeneration generation) =>
        generation == ApiGeneration.V1 ? ApiCapabilities.V1 : ApiCapabilities.V2;

    private static string? Refusal(DtToken old) => SuccessorPlan.Refusal(old, Target, Caller, ApiCapabilities.V2);
}
