using TokenRotation.Api.Accounts;

namespace TokenRotation.Tests.Api.Accounts;

public sealed class AccountAddressTests
{
    private const string Uuid = "b3579695-ebf9-9be1-1340-3e9feecf4677";

    [Theory]
    [InlineData(Uuid)]
    [InlineData(" B3579695-EBF9-9BE1-1340-3E9FEECF4677 ")]
    [InlineData("urn:dtaccount:" + Uuid)]
    public void An_account_is_its_uuid_or_its_urn(string text)
    {
        var account = AccountAddress.Parse(text, null);

        Assert.Equal((Uuid, "urn:dtaccount:" + Uuid), (account.Uuid, account.Urn));
        Assert.Equal("https://api.dynatrace.com", account.Server.Text);
        Assert.Equal($"/iam/v1/accounts/{Uuid}/platform-tokens", account.Collection);
    }

    [Fact]
    public void What_a_gateway_has_before_the_api_is_kept()
    {
        var account = AccountAddress.Parse(Uuid, new Uri("http://127.0.0.1:8420/_account/"));

        Assert.Equal("http://127.0.0.1:8420", account.Server.Text);
        Assert.Equal($"/_account/iam/v1/accounts/{Uuid}/platform-tokens", account.Collection);
    }

    [Theory]
    [InlineData("abc12345", null)]
    [InlineData("", null)]
    [InlineData("{b3579695-ebf9-9be1-1340-3e9feecf4677}", null)]
    [InlineData("https://abc12345.live.dynatrace.com", null)]
    [InlineData(Uuid, "http://api.dynatrace.com")]
    [InlineData(Uuid, "ftp://api.dynatrace.com")]
    [InlineData(Uuid, "https://user:secret@api.dynatrace.com")]
    [InlineData(Uuid, "/iam")]
    public void Anything_else_is_refused_without_repeating_it(string uuid, string? url)
    {
        var failure = Assert.Throws<AccountAddressException>(
            () => AccountAddress.Parse(uuid, url is null ? null : new Uri(url, UriKind.RelativeOrAbsolute)));

        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }
}
