using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Steps;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Tests.Rotation.Steps;

public sealed class VerificationTests
{
    private static readonly TokenSpec Spec =
        new() { Name = "ingest", Scopes = ["metrics.read"], Lifetime = TimeSpan.FromDays(30) };

    [Fact]
    public async Task A_token_that_is_what_it_was_asked_to_be_is_proved()
    {
        await using var sandbox = await SandboxRun.StartAsync();

        await new Verification(await sandbox.BeginAsync()).ProveAsync(await MakeAsync(sandbox, Spec), Spec);
    }

    [Fact]
    public async Task What_a_dead_run_asked_for_need_not_be_known()
    {
        await using var sandbox = await SandboxRun.StartAsync();

        await new Verification(await sandbox.BeginAsync()).ProveAsync(await MakeAsync(sandbox, Spec), null);
    }

    [Fact]
    public async Task A_token_that_may_not_look_itself_up_is_read_by_its_id()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var own = await MakeAsync(sandbox, Spec);
        sandbox.Server.Faults.Add(new FaultRule { Path = "/lookup$", Effect = FaultEffect.Status, Status = 403 });

        await new Verification(await sandbox.BeginAsync()).ProveAsync(own, Spec);

        await RefusesAsync(
            sandbox, own, Spec with { Scopes = ["metrics.read", "logs.read"] }, RotationMessages.ScopesMissing(["logs.read"]));
    }

    [Theory]
    [InlineData("apiTokens.read")]
    [InlineData("metrics.read")]
    public async Task A_personal_token_whose_lookup_is_refused_as_if_it_were_dead_is_read_by_its_id(string scope)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var personal = Spec with { PersonalAccessToken = true, Scopes = [scope] };
        var own = await MakeAsync(sandbox, personal);
        sandbox.Server.Faults.Add(new FaultRule { Path = "/lookup$", Effect = FaultEffect.Status, Status = 401 });

        await new Verification(await sandbox.BeginAsync()).ProveAsync(own, personal);
    }

    [Fact]
    public async Task A_secret_of_another_token_is_told()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var own = await MakeAsync(sandbox, Spec);

        await RefusesAsync(sandbox, own with { Id = "dt0c01.OTHER" }, Spec, RotationMessages.OtherToken(own.Id));
    }

    [Fact]
    public async Task A_scope_that_it_did_not_get_is_told()
    {
        await using var sandbox = await SandboxRun.StartAsync();

        await RefusesAsync(
            sandbox,
            await MakeAsync(sandbox, Spec),
            Spec with { Scopes = ["metrics.read", "logs.read"] },
            RotationMessages.ScopesMissing(["logs.read"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expiry_that_it_did_not_get_is_told(bool asLifetime)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var forever = Spec with { Lifetime = null };
        var expires = asLifetime ? Spec : forever with { ExpirationDate = sandbox.Api.ServerTime.AddDays(30) };

        await RefusesAsync(sandbox, await MakeAsync(sandbox, forever), expires, RotationMessages.ExpiryMissing);
        await new Verification(await sandbox.BeginAsync()).ProveAsync(await MakeAsync(sandbox, forever), forever);
    }

    private static async Task RefusesAsync(SandboxRun sandbox, OwnSuccessor own, TokenSpec expected, string flaw)
    {
        var verification = new Verification(await sandbox.BeginAsync());

        var failure = await Assert.ThrowsAsync<SuccessorNotVerifiedException>(() => verification.ProveAsync(own, expected));

        Assert.Equal(RotationMessages.NotVerified(own.Id, flaw), failure.Message);
    }

    private static async Task<OwnSuccessor> MakeAsync(SandboxRun sandbox, TokenSpec spec)
    {
        var created = await sandbox.Api.CreateAsync(spec, default);
        return new OwnSuccessor
        {
            Operation = "OPER01",
            Id = created.Id,
            Token = created.Token,
            Name = spec.Name,
            CreationDate = sandbox.Api.ServerTime,
        };
    }
}
