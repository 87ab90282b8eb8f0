using TokenRotation.Specs;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Tests.Specs.Fleets;

public class FleetAccountTests
{
    private const string Uuid = "4b1e7c52-6a0e-4b57-9d3e-5a4d8f0b2c61";

    [Fact]
    public void All_of_an_account_is_read()
    {
        var account = Assert.Single(Read($$"""
            {"account":" urn:dtaccount:{{Uuid.ToUpperInvariant()}}","credential":{"vault":"Ops","entry":"client-{Environment}"},
             "accountUrl":"https://gateway.example/dynatrace/","tokenUrl":"https://gateway.example/token",
             "names":["ingest-*"],"policy":{"expiringWithin":"30d"},"store":{"vault":"Ops","secretName":"{Name}"},"throttleLimit":3}
            """).Accounts);

        Assert.Equal((Uuid, "https://gateway.example"), (account.Address.Uuid, account.Address.Server.Text));
        Assert.StartsWith("/dynatrace/iam", account.Address.Collection, StringComparison.Ordinal);
        Assert.Equal($"client-{Uuid}", Assert.IsType<FleetCredential.VaultEntry>(account.Credential).For(Uuid));
        Assert.Equal(new Uri("https://gateway.example/token"), account.TokenUrl);
        Assert.Equal(("ingest-*", 3), (Assert.Single(account.Terms.Names), account.Terms.ThrottleLimit));
        Assert.Equal(TimeSpan.FromDays(30), account.Terms.Policy.ExpiringWithin);
        Assert.Equal(new RotationSpecStore("Ops", "{Name}"), Assert.Single(account.Terms.Stores));
    }

    [Fact]
    public void A_fleet_may_have_no_accounts() =>
        Assert.Empty(FleetFile.Read(SpecText.Of(
            """{"environments":[{"environment":"abc12345","credential":{"file":"f"}}]}""", "fleet.json")).Accounts);

    [Theory]
    [InlineData("""{"account":"UUID"}""", "accounts[0].credential", "defaults are for environments")]
    [InlineData("""{"account":"UUID","credential":{"file":"f","mintFor":"4h"}}""", "accounts[0].credential", "OAuth client")]
    [InlineData("""{"credential":{"file":"f"}}""", "accounts[0].account", "missing")]
    [InlineData("""{"account":"abc12345","credential":{"file":"f"}}""", "accounts[0].account", "UUID")]
    [InlineData("""{"account":"UUID","credential":{"file":"f"},"accountUrl":"no"}""", "accounts[0].accountUrl", "web address")]
    [InlineData(
        """{"account":"UUID","credential":{"file":"f"},"accountUrl":"http://a.example"}""", "accounts[0].account", "https")]
    [InlineData("""{"account":"UUID","credential":{"file":"f"},"tokenUrl":"http://a.example"}""", "accounts[0].tokenUrl", "https")]
    [InlineData("""{"account":"UUID","credential":{"file":"f"},"nam":["n"]}""", "accounts[0].nam", "no such property")]
    [InlineData("""{"account":"UUID","credential":{"file":"f"},"policy":{"overlap":"1d"}}""", "accounts[0].policy", "listed only")]
    [InlineData("""{"account":"UUID","credential":{"file":"f"},"names":["n"],"specs":["s"]}""", "accounts[0].names", "Keep one")]
    [InlineData(
        """{"account":"UUID","credential":{"file":"f"}},{"account":"urn:dtaccount:UUID","credential":{"file":"g"}}""",
        "accounts[1].account", "line 1")]
    public void A_fault_is_told_with_its_place(string accounts, string property, string says)
    {
        var failure = Assert.Throws<FleetFileException>(() => Read(accounts.Replace("UUID", Uuid, StringComparison.Ordinal)));

        var fault = Assert.Single(failure.Faults);
        Assert.Equal(property, fault.Property);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    private static FleetFile Read(string accounts) => FleetFile.Read(SpecText.Of(
        """{"defaults":{"credential":{"file":"f"}},"environments":[{"environment":"abc12345"}],"accounts":[""" + accounts + "]}",
        "fleet.json"));
}
