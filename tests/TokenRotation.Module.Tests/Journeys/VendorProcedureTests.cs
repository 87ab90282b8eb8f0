using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>The vendor's rotation guide, step by step through the cmdlets, in both generations of the API.</summary>
public sealed class VendorProcedureTests
{
    private const string Procedure = """
        $old = Find-DtToken -Token $sample
        $new = $old | New-DtToken -Lifetime 30d
        if (-not (Test-DtToken $new.Token -Scope $old.Scopes)) { throw 'the new token does not work' }
        $old | Revoke-DtToken
        """;

    [Theory]
    [InlineData(false, "POST /api/v2/apiTokens/lookup 200; POST /api/v2/apiTokens 201; POST /api/v2/apiTokens/lookup 200; GET "
        + "/api/v2/apiTokens/{old} 200; PUT /api/v2/apiTokens/{old} 204")]
    [InlineData(true, "POST /api/v1/tokens/lookup 200; POST /api/v1/tokens 201; GET /api/v1/tokens/{new} 200; POST "
        + "/api/v1/tokens/lookup 200; GET /api/v1/tokens/{old} 200; PUT /api/v1/tokens/{old} 204")]
    public async Task The_procedure_takes_the_documented_calls(bool v1, string calls)
    {
        await using var tenant = await Tenant.ConnectAsync(v1: v1);
        var old = Tenant.PublicPart(tenant.Server.SampleToken);

        tenant.Run(Procedure).Succeed();

        var made = tenant.Server.Log.Requests.Select(request => $"{request.Method} {request.Path} {request.Status}");
        var expected = calls
            .Replace("{old}", old, StringComparison.Ordinal)
            .Replace("{new}", (string)tenant.Run("$new.Id").One.BaseObject, StringComparison.Ordinal);
        Assert.Equal(expected, string.Join("; ", made));
        Assert.False(tenant.Now(old)!.Enabled);

        tenant.Run("$old | Remove-DtToken -Confirm:$false").FailWith("GracePeriodNotOver");
        tenant.Server.Clock.Advance(TimeSpan.FromDays(7.01));
        tenant.Server.Log.Clear();
        tenant.Run("$old | Remove-DtToken -Confirm:$false").Succeed();

        Assert.Equal(204, tenant.Server.Log.Requests.Single(request => request.Method == "DELETE").Status);
        Assert.Null(tenant.Now(old));
    }
}
