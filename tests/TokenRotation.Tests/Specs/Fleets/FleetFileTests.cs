using TokenRotation.Rotation.Policies;
using TokenRotation.Specs;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Tests.Specs.Fleets;

public class FleetFileTests
{
    private const string Place = "\"credential\":{\"variable\":\"V\"}";

    [Fact]
    public void All_of_an_environment_is_read()
    {
        var environment = Assert.Single(Read("""
            {
              // JSON with comments
              "environments": [{
                "environment": "abc12345",
                "credential": {"vault": "Ops", "entry": "manager-{Environment}"},
                "specs": ["tokens.json"],
                "policy": {"expiringWithin": "14d", "overlap": "1d"},
                "store": {"vault": "Ops", "secretName": "{Environment}-{Name}"},
                "throttleLimit": 10,
              }],
            }
            """).Environments);

        Assert.Equal("https://abc12345.live.dynatrace.com", environment.Url.Text);
        Assert.Equal(
            "manager-abc12345", Assert.IsType<FleetCredential.VaultEntry>(environment.Credential).For(environment.Url.Id));
        Assert.Equal(["tokens.json"], environment.Terms.Specs);
        Assert.Empty(environment.Terms.Names);
        Assert.Equal(
            new PolicyLayer { ExpiringWithin = TimeSpan.FromDays(14), Overlap = TimeSpan.FromDays(1) }, environment.Terms.Policy);
        Assert.Equal([new RotationSpecStore("Ops", "{Environment}-{Name}")], environment.Terms.Stores);
        Assert.Equal(10, environment.Terms.ThrottleLimit);
    }

    [Fact]
    public void Defaults_hold_for_what_an_environment_leaves_open()
    {
        var environments = Read("""
            {
              "defaults": {
                "credential": {"file": "/run/secrets/{Environment}"}, "specs": ["tokens.json"],
                "policy": {"overlap": "1d"}, "store": {"vault": "Ops"}, "throttleLimit": 3
              },
              "environments": [
                {"environment": "abc12345"},
                {"environment": "def67890", "credential": {"variable": "DT_{Environment}"}, "names": ["ci-*"],
                 "policy": {"overlap": "2d"}, "store": {"secretName": "x-{Name}"}, "throttleLimit": 4}
              ]
            }
            """).Environments;

        Assert.Equal("/run/secrets/abc12345", ((FleetCredential.MountedFile)environments[0].Credential).For("abc12345"));
        Assert.Equal("DT_127_0_0_1_8080", ((FleetCredential.Variable)environments[1].Credential).For("127.0.0.1:8080"));
        Assert.Equal([["tokens.json"], []], environments.Select(one => one.Terms.Specs));
        Assert.Equal([[], ["ci-*"]], environments.Select(one => one.Terms.Names));
        Assert.Equal([TimeSpan.FromDays(1), TimeSpan.FromDays(2)], environments.Select(one => one.Terms.Policy.Overlap!.Value));
        Assert.Equal(
            [new RotationSpecStore("Ops", null), new RotationSpecStore("Ops", "x-{Name}")],
            environments.SelectMany(one => one.Terms.Stores));
        Assert.Equal([3, 4], environments.Select(one => one.Terms.ThrottleLimit!.Value));
    }

    [Fact]
    public void Every_vault_gets_the_entry_that_the_defaults_say()
    {
        var environment = Assert.Single(Read("""
            {
              "defaults": {"credential": {"file": "f"}, "store": [{"vault": "Ops"}, {"vault": "Escrow"}]},
              "environments": [{"environment": "abc12345", "store": {"secretName": "x-{Name}"}}]
            }
            """).Environments);

        Assert.Equal(
            [new RotationSpecStore("Ops", "x-{Name}"), new RotationSpecStore("Escrow", "x-{Name}")], environment.Terms.Stores);
    }

    [Theory]
    [InlineData("""[{"vault":"a","secretName":"x-{Name}"},{"vault":"b","secretName":"y-{Name}"}]""", "gets every entry")]
    [InlineData("""[{"vault":"a"},{"secretName":"y-{Name}"}]""", "vault")]
    public void Stores_that_parameters_cannot_say_are_refused(string stores, string told)
    {
        var text = $$"""{"environments":[{"environment":"abc12345","credential":{"file":"f"},"store":{{stores}}}]}""";

        var fault = Assert.Single(Assert.Throws<FleetFileException>(() => Read(text)).Faults);

        Assert.Equal("environments[0].store", fault.Property);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", 1, 1, "environments", "missing")]
    [InlineData("""{"environments":[]}""", 1, 17, "environments", "at least one")]
    [InlineData("""{"environments":[{"environment":"abc12345"}]}""", 1, 18, "environments[0].credential", "Neither")]
    [InlineData(
        """{"environments":[{"environment":"abc12345","credential":{"file":"f","mintFor":"4h"}}]}""", 1, 57,
        "environments[0].credential", "only a Managed cluster")]
    [InlineData("""{"environments":[{PLACE}]}""", 1, 18, "environments[0].environment", "missing")]
    [InlineData("""{"environments":[{"environment":"ftp://a",PLACE}]}""", 1, 33, "environments[0].environment", "ftp")]
    [InlineData(
        """{"environments":[{"environment":"abc12345","speks":["s"],PLACE}]}""",
        1,
        44,
        "environments[0].speks",
        "Is specs meant?")]
    [InlineData(
        """{"environments":[{"environment":"abc12345","apiToken":"x",PLACE}]}""",
        1,
        44,
        "environments[0].apiToken",
        "no such property")]
    [InlineData(
        """{"environments":[{"environment":"abc12345","credential":{"vault":"v"}}]}""",
        1,
        57,
        "environments[0].credential",
        "vault and entry")]
    [InlineData(
        """{"environments":[{"environment":"abc12345","credential":{"variable":"v","file":"f"}}]}""", 1, 57,
        "environments[0].credential", "or with file")]
    [InlineData(
        """{"environments":[{"environment":"abc12345","credential":{"variable":"a-b"}}]}""", 1, 69,
        "environments[0].credential.variable", "letters")]
    [InlineData(
        """{"environments":[{"environment":"abc12345","credential":{"vault":"v","entry":"{Name}"}}]}""", 1, 78,
        "environments[0].credential.entry", "no token")]
    [InlineData(
        """{"environments":[{"environment":"abc12345","throttleLimit":0,PLACE}]}""",
        1,
        60,
        "environments[0].throttleLimit",
        "1 to 100")]
    [InlineData(
        """{"environments":[{"environment":"abc12345","specs":["s"],"names":["n"],PLACE}]}""",
        1,
        66,
        "environments[0].names",
        "Keep one")]
    [InlineData(
        """{"environments":[{"environment":"abc12345","specs":["s"],"policy":{"lifetime":"9d"},PLACE}]}""", 1, 67,
        "environments[0].policy", "spec files")]
    [InlineData(
        """{"environments":[{"environment":"abc12345","policy":{"expiringWithin":"9d","lifetime":"9d"},PLACE}]}""", 1, 53,
        "environments[0].policy", "due at once")]
    [InlineData("{\"environments\":[{\"environment\":\"abc12345\",PLACE},\n "
        + "{\"environment\":\"https://ABC12345.apps.dynatrace.com\",PLACE}]}", 2, 17, "environments[1].environment", "line 1")]
    public void A_fault_is_told_with_its_place(string text, int line, int column, string property, string says)
    {
        var failure = Assert.Throws<FleetFileException>(() => Read(text.Replace("PLACE", Place, StringComparison.Ordinal)));

        var fault = Assert.Single(failure.Faults);
        Assert.Equal((line, column, property), (fault.Line, fault.Column, fault.Property));
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.Contains($"fleet.json, line {line}, column {column}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"variable":"TOKEN"}}]}""")]
    [InlineData("""{"environments":[{"environment":"abc12345","apiToken":"TOKEN"}]}""")]
    [InlineData("""{"environments":[{"environment":"abc12345","TOKEN":"x"}]}""")]
    [InlineData("""{"environments":[{"environment":"TOKEN"}]}""")]
    public void A_secret_is_refused_with_its_place_and_is_not_shown(string text)
    {
        var secret = new string('S', 64);
        var token = "dt0c01." + new string('P', 24) + "." + secret;

        var failure = Assert.Throws<FleetFileException>(() => Read(text.Replace("TOKEN", token, StringComparison.Ordinal)));

        Assert.Contains("rotate the token", failure.Message, StringComparison.Ordinal);
        Assert.Equal(text.IndexOf("\"TOKEN", StringComparison.Ordinal) + 1, Assert.Single(failure.Faults).Column);
        Assert.DoesNotContain(secret[..16], failure.Message, StringComparison.Ordinal);
    }

    private static FleetFile Read(string text) => FleetFile.Read(SpecText.Of(text, "fleet.json"));
}
