using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>
/// Something on the way answers with another token than the one that was asked for, as a cache does that knows one answer for
/// all: nothing is done to that token.
/// </summary>
public sealed class ForeignAnswerTests
{
    [Theory]
    [InlineData(false, "POST", "/lookup$", "Find-DtToken -Token $sample | Revoke-DtToken")]
    [InlineData(false, "POST", "/lookup$", "Find-DtToken -Token $sample | Remove-DtToken -Force -Confirm:$false")]
    [InlineData(false, "GET", "/apiTokens/", "Find-DtToken -Id $sampleId | Revoke-DtToken")]
    [InlineData(false, "GET", "/apiTokens/", "Revoke-DtToken $sampleId")]
    [InlineData(false, "GET", "/apiTokens/", "Remove-DtToken $sampleId -Force -Confirm:$false")]
    [InlineData(true, "POST", "/lookup$", "Find-DtToken -Token $sample | Revoke-DtToken")]
    [InlineData(true, "GET", "/tokens/", "Find-DtToken -Id $sampleId | Revoke-DtToken")]
    public async Task An_answer_about_another_token_changes_neither(bool v1, string method, string path, string script)
    {
        await using var tenant = await Tenant.ConnectAsync(v1: v1);
        var colleagues = Colleagues(tenant);
        tenant.Server.Faults.Add(new FaultRule
        {
            Method = method,
            Path = path,
            Effect = FaultEffect.Status,
            Status = 200,
            Body = $$"""{"id":"{{colleagues.Id}}","name":"{{colleagues.Name}}","owner":"{{colleagues.Owner}}","enabled":true}""",
        });

        tenant.Run(script).FailWith("AnswerMalformed");

        Assert.Empty(tenant.Changes);
        Assert.Equal(colleagues, tenant.Now(colleagues));
    }

    [Theory]
    [InlineData(false, "$other | New-DtToken")]
    [InlineData(false, "Invoke-DtTokenRotation $otherId")]
    [InlineData(true, "$other | New-DtToken")]
    [InlineData(true, "Invoke-DtTokenRotation $otherId")]
    public async Task A_creation_that_is_answered_with_another_tokens_ID_leaves_that_token_alone(bool oldFormat, string script)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var colleagues = Colleagues(tenant);
        var other = tenant.Add("other");
        tenant.Session.Set("otherId", other.Id);
        tenant.Run("$other = Find-DtToken -Id $otherId").Succeed();
        tenant.Server.Log.Clear();

        // A secret of the old format has no ID in it.
        var secret = oldFormat ? tenant.Server.Tenant.Seed(new SeedToken { Name = "old", OldFormat = true }).Token : other.Token;
        tenant.Server.Faults.Add(new FaultRule
        {
            Method = "POST",
            Path = "/apiTokens$",
            Effect = FaultEffect.Status,
            Status = 201,
            Applied = true,
            Body = $$"""{"id":"{{colleagues.Id}}","token":"{{secret}}"}""",
        });

        tenant.Run(script).FailWith("CreateOutcomeUnknown");

        Assert.Equal(colleagues, tenant.Now(colleagues));
        Assert.Equal(other.Name, tenant.Now(other)!.Name);
        Assert.DoesNotContain(tenant.Changes, request => request.TargetId == colleagues.Id && request.Method != "POST");
    }

    private static TenantToken Colleagues(Tenant tenant) => tenant.Server.Tenant.Seed(
        new SeedToken { Name = "a colleague's", Owner = "colleague@example.com", Scopes = ["metrics.read"] });
}
