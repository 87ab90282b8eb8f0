using TokenRotation.Rotation.Policies;
using TokenRotation.Specs;

namespace TokenRotation.Tests.Specs;

public class RotationSpecFileTests
{
    private const string Token = "\"name\":\"n\",\"scopes\":[\"ReadConfig\"]";

    private static readonly DateTimeOffset Now = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_token_stands_alone()
    {
        var spec = Assert.Single(Read("{\"$schema\":\"tokens.schema.json\"," + Token + "}").Tokens);

        Assert.Equal("n", spec.Token.Name);
        Assert.Null(spec.Environments);
        Assert.Equal(PolicyLayer.Empty, spec.Policy);
        Assert.Empty(spec.Stores);
    }

    [Fact]
    public void Several_tokens_stand_in_an_array_or_below_tokens()
    {
        const string Two = "[{" + Token + "},\n{\"name\":\"m\",\"scopes\":[\"ReadConfig\"]}]";

        foreach (var text in new[] { Two, "{\"tokens\":" + Two + "}" })
        {
            var specs = Read(text).Tokens;

            Assert.Equal(["n", "m"], specs.Select(spec => spec.Token.Name));
            Assert.Equal([1, 2], specs.Select(spec => spec.Line));
        }
    }

    [Fact]
    public void All_of_a_token_is_read()
    {
        var spec = Assert.Single(Read("""
            {
              // JSON with comments
              "name": "RW config",
              "scopes": ["ReadConfig", "WriteConfig"],
              "environments": ["abc12345", "https://def67890.live.dynatrace.com"],
              "policy": {
                "expiringWithin": "14d",
                "maximumAge": "1y",
                "lifetimeFraction": 0.5,
                "overlap": "0s",
                "gracePeriod": "7.00:00:00",
                "lifetime": "90d",
                "requireUse": {"idleFor": "12h", "deadline": "2w", "whenUnused": "force"},
                "spread": "36h",
              },
              "store": {"vault": "Ops", "secretName": "{Environment}-rw"},
            }
            """).Tokens);

        Assert.Equal(["abc12345", "https://def67890.live.dynatrace.com"], spec.Environments);
        Assert.Equal([new RotationSpecStore("Ops", "{Environment}-rw")], spec.Stores);
        Assert.Equal(
            new PolicyLayer
            {
                ExpiringWithin = TimeSpan.FromDays(14),
                MaximumAge = TimeSpan.FromDays(365),
                LifetimeFraction = 0.5,
                Overlap = TimeSpan.Zero,
                GracePeriod = TimeSpan.FromDays(7),
                Lifetime = TimeSpan.FromDays(90),
                RequireUse = true,
                IdleFor = TimeSpan.FromHours(12),
                Deadline = TimeSpan.FromDays(14),
                WhenUnused = UnusedAction.Force,
                Spread = TimeSpan.FromHours(36),
            },
            spec.Policy);
    }

    [Fact]
    public void Defaults_hold_for_what_a_token_leaves_open()
    {
        var specs = Read("""
            {
              "defaults": {
                "environment": "abc12345",
                "policy": {"overlap": "1d", "gracePeriod": "7d", "requireUse": {"idleFor": "1d", "deadline": "3d"}},
                "store": {"vault": "Ops"}
              },
              "tokens": [
                {"name": "a", "scopes": ["ReadConfig"]},
                {"name": "b", "scopes": ["ReadConfig"], "environments": ["def67890"],
                 "policy": {"overlap": "2d", "requireUse": {"idleFor": "2d"}}, "store": {"secretName": "b"}},
                {"name": "c", "scopes": ["ReadConfig"], "store": {"vault": "Dev"}}
              ]
            }
            """).Tokens;

        Assert.Equal(["abc12345", "def67890", "abc12345"], specs.SelectMany(spec => spec.Environments!));
        Assert.Equal(
            [TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(1)], specs.Select(spec => spec.Policy.Overlap));
        Assert.Equal(
            [new RotationSpecStore("Ops", null), new RotationSpecStore("Ops", "b"), new RotationSpecStore("Dev", null)],
            specs.SelectMany(spec => spec.Stores));
        Assert.Equal(
            (TimeSpan.FromDays(7), TimeSpan.FromDays(2), TimeSpan.FromDays(3)),
            (specs[1].Policy.GracePeriod!.Value, specs[1].Policy.IdleFor!.Value, specs[1].Policy.Deadline!.Value));
    }

    [Fact]
    public void A_store_may_be_a_list_of_places()
    {
        var spec = Assert.Single(Read("""
            {"name": "a", "scopes": ["ReadConfig"], "store": [{"vault": "Ops", "secretName": "dt-a"}, {"vault": "Backup"}]}
            """).Tokens);

        Assert.Equal([new RotationSpecStore("Ops", "dt-a"), new RotationSpecStore("Backup", null)], spec.Stores);
    }

    [Theory]
    [InlineData("[]", "store")]
    [InlineData("[\"Ops\"]", "store")]
    [InlineData("[{\"vault\": \"Ops\"}, {\"secretName\": \"b\"}]", "store")]
    [InlineData("[{\"vault\": \"Ops\"}, {\"vault\": \"ops\", \"secretName\": \"n\"}]", "store.secretName")]
    public void A_list_of_places_that_are_none_is_a_fault(string store, string property)
    {
        var fault = Assert.Single(FaultsOf("{" + Token + ", \"store\": " + store + "}"));

        Assert.Equal(property, fault.Property);
    }

    [Fact]
    public void A_default_lifetime_gives_way_to_a_tokens_own_expiry()
    {
        var specs = Read("""
            {
              "defaults": {"policy": {"lifetime": "90d"}},
              "tokens": [
                {"name": "a", "scopes": ["ReadConfig"]},
                {"name": "b", "scopes": ["ReadConfig"], "expirationDate": "now+30d"},
                {"name": "c", "scopes": ["ReadConfig"], "expirationDate": "2031-01-01"}
              ]
            }
            """).Tokens;

        Assert.Equal([TimeSpan.FromDays(90), TimeSpan.FromDays(30), null], specs.Select(spec => spec.Token.Lifetime));
        Assert.Equal([TimeSpan.FromDays(90), null, null], specs.Select(spec => spec.Policy.Lifetime));
    }

    [Theory]
    [InlineData("""{"tokens":[{TOKEN,"polcy":{}}]}""", "tokens[0].polcy", "policy")]
    [InlineData("""{}""", "tokens", "missing")]
    [InlineData("""{"tokens":[{TOKEN}],"default":{}}""", "default", "defaults")]
    [InlineData("""{"tokens":[{TOKEN}],"token":[]}""", "token", "tokens")]
    [InlineData("""{"tokens":[{TOKEN}],"name":"n"}""", "name", "no such property")]
    [InlineData("""{"tokens":[{TOKEN,"$schema":"s"}]}""", "tokens[0].$schema", "no such property")]
    [InlineData("""{"defaults":{}}""", "tokens", "missing")]
    [InlineData("""{"tokens":[]}""", "tokens", "at least one")]
    [InlineData("""{"tokens":{}}""", "tokens", "array")]
    [InlineData("[]", null, "at least one")]
    [InlineData("7", null, "object")]
    [InlineData("""["n"]""", "[0]", "object")]
    [InlineData("""[{TOKEN,"policy":{"overlaps":"1d"}}]""", "[0].policy.overlaps", "overlap")]
    [InlineData("""{TOKEN,"policy":{"overlap":"1 day"}}""", "policy.overlap", "14d")]
    [InlineData("""{TOKEN,"policy":{"overlap":7}}""", "policy.overlap", "quotes")]
    [InlineData("""{TOKEN,"policy":{"overlap":"-1.00:00:00"}}""", "policy.overlap", "14d")]
    [InlineData("""{TOKEN,"policy":{"lifetime":"0d"}}""", "policy.lifetime", "above 0")]
    [InlineData("""{TOKEN,"policy":{"overlap":"soon"}}""", "policy.overlap", "(0s, ")]
    [InlineData("""{TOKEN,"policy":{"lifetimeFraction":0}}""", "policy.lifetimeFraction", "above 0")]
    [InlineData("""{TOKEN,"policy":{"lifetimeFraction":1}}""", "policy.lifetimeFraction", "below 1")]
    [InlineData("""{TOKEN,"policy":{"lifetimeFraction":"0.5"}}""", "policy.lifetimeFraction", "number")]
    [InlineData("""{TOKEN,"policy":{"requireUse":true}}""", "policy.requireUse", "idleFor")]
    [InlineData("""{TOKEN,"policy":{"requireUse":{"whenUnused":"Warn"}}}""", "policy.requireUse.whenUnused", "wait, warn, force")]
    [InlineData("""{TOKEN,"policy":{"requireUse":{"idle":"1d"}}}""", "policy.requireUse.idle", "no such property")]
    [InlineData("""{TOKEN,"policy":{"overlap":"1d","overlap":"2d"}}""", "policy.overlap", "twice")]
    [InlineData("""{TOKEN,"expirationDate":"now+1d","policy":{"lifetime":"1d"}}""", "policy", "Keep one")]
    [InlineData("""{TOKEN,"environment":"a","environments":["b"]}""", "environments", "Keep one")]
    [InlineData("""{TOKEN,"environments":[]}""", "environments", "at least one")]
    [InlineData("""{TOKEN,"environments":["http://abc12345.live.dynatrace.com"]}""", "environments", "https")]
    [InlineData("""{TOKEN,"environments":["a","a"]}""", "environments", "twice")]
    [InlineData("""{TOKEN,"environment":"http://abc12345.live.dynatrace.com"}""", "environment", "https")]
    [InlineData("""{TOKEN,"environment":" "}""", "environment", "empty")]
    [InlineData("""{TOKEN,"$schema":7}""", "$schema", "quotes")]
    [InlineData("""{"$schema":7,"tokens":[{TOKEN}]}""", "$schema", "quotes")]
    [InlineData("""{TOKEN,"store":"Ops"}""", "store", "vault")]
    [InlineData("""{TOKEN,"store":{"vault":""}}""", "store.vault", "empty")]
    [InlineData("""{TOKEN,"store":{"secret":"x"}}""", "store.secret", "no such property")]
    [InlineData("""{TOKEN,"store":{"secretName":"dt-{Nme}"}}""", "store.secretName", "{Name}")]
    [InlineData("""{TOKEN,"store":{"secretName":"a\u0007"}}""", "store.secretName", "control character")]
    [InlineData("""{TOKEN,"store":{"secretName":"dt-previous"}}""", "store.secretName", "-previous")]
    [InlineData("""{"name":"?","scopes":["ReadConfig"],"store":{"vault":"Ops"}}""", "store.secretName", "no letter")]
    [InlineData("""{"name":"n [dtr revoked 20300101T000000Z]","scopes":["ReadConfig"]}""", "name", "[dtr")]
    public void A_slip_is_named_with_its_property(string text, string? property, string hint)
    {
        var fault = Assert.Single(FaultsOf(text.Replace("TOKEN", Token, StringComparison.Ordinal)));

        Assert.Equal((property, 1), (fault.Property, fault.Line));
        Assert.Contains(hint, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_of_a_secret_is_pointed_at_where_it_stands()
    {
        const string Misspelled = "\"store\":{\"secretName\":\"dt-{Nme}\"}";

        Assert.Equal(59, Assert.Single(FaultsOf("{" + Token + "," + Misspelled + "}")).Column);
        Assert.Equal(
            "defaults.store.secretName",
            FaultsOf("{\"defaults\":{" + Misspelled + "},\"tokens\":[{" + Token + "}]}")[0].Property);
    }

    [Fact]
    public void A_file_with_defaults_and_no_tokens_is_not_taken_for_a_token() =>
        Assert.Equal(["name", "tokens"], FaultsOf("{\"defaults\":{},\"name\":\"n\"}").Select(fault => fault.Property));

    [Fact]
    public void A_token_whose_use_nobody_speaks_of_leaves_that_open() =>
        Assert.Null(Assert.Single(Read("{" + Token + ",\"policy\":{\"overlap\":\"1d\"}}").Tokens).Policy.RequireUse);

    [Fact]
    public void All_slips_are_told_at_once_with_line_and_column()
    {
        var faults = FaultsOf("""
            {
              "tokens": [
                { "name": "a", "scopes": ["readconfig"] },
                { "name": "b", "scopes": ["ReadConfig"], "polcy": {} },
                { "scopes": ["ReadConfig"] }
              ]
            }
            """);

        Assert.Equal(
            [(3, 31, "tokens[0].scopes"), (4, 46, "tokens[1].polcy"), (5, 5, "tokens[2].name")],
            faults.Select(fault => (fault.Line, fault.Column, fault.Property!)));
    }

    [Fact]
    public void No_more_slips_are_told_than_are_worth_reading()
    {
        var file = "[" + string.Join(",", Enumerable.Repeat("{}", 1000)) + "]";

        Assert.InRange(FaultsOf(file).Count, 10, 50);
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", ",\"environment\":\"abc12345\"", true)]
    [InlineData(",\"environment\":\"abc12345\"", ",\"environment\":\"https://ABC12345.apps.dynatrace.com/ui\"", true)]
    [InlineData(",\"environment\":\"abc12345\"", ",\"environments\":[\"def67890\",\"abc12345\"]", true)]
    [InlineData(",\"environment\":\"abc12345\"", ",\"environment\":\"def67890\"", false)]
    public void The_same_name_in_one_environment_is_refused(string first, string second, bool refused)
    {
        var text = "[{" + Token + first + "},\n{" + Token + second + "}]";
        if (!refused)
        {
            Assert.Equal(2, Read(text).Tokens.Count);
            return;
        }

        var fault = Assert.Single(FaultsOf(text));
        Assert.Equal((2, "[1].name"), (fault.Line, fault.Property));
        Assert.Contains("line 1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"vault\":\"Ops\",\"secretName\":\"x\"}", "{\"vault\":\"ops\",\"secretName\":\"X\"}", true)]
    [InlineData("{\"vault\":\"Ops\",\"secretName\":\"a-b\"}", "{\"vault\":\"Ops\",\"secretName\":\"{Name}\"}", true)]
    [InlineData("{\"vault\":\"Ops\",\"secretName\":\"a-b\"}", "{\"vault\":\"Ops\"}", true)]
    [InlineData("{\"vault\":\"Ops\",\"secretName\":\"x\"}", "{\"vault\":\"Dev\",\"secretName\":\"x\"}", false)]
    [InlineData("{\"vault\":\"Ops\",\"secretName\":\"x-{name}\"}", "{\"vault\":\"Ops\",\"secretName\":\"x-{name}\"}", false)]
    public void The_same_secret_in_one_vault_is_refused(string first, string second, bool refused)
    {
        var text = "[{" + Token + ",\"store\":" + first + "},\n{\"name\":\"a b\",\"scopes\":[\"ReadConfig\"],\"store\":" + second
            + "}]";
        if (!refused)
        {
            Assert.Equal(2, Read(text).Tokens.Count);
            return;
        }

        var fault = Assert.Single(FaultsOf(text));
        Assert.Equal((2, "[1].store.secretName"), (fault.Line, fault.Property));
    }

    [Theory]
    [InlineData("x", true)]
    [InlineData("{Name}", true)]
    [InlineData("{Environment}", false)]
    public void The_environments_of_a_token_need_secrets_of_their_own(string secretName, bool refused)
    {
        var token = "{" + Token + ",\"environments\":[\"abc12345\",\"def67890\"],\"store\":{\"secretName\":\"" + secretName
            + "\"}}";

        foreach (var (text, property) in new[] { (token, "store.secretName"), ("[" + token + "]", "[0].store.secretName") })
        {
            if (refused)
            {
                var fault = Assert.Single(FaultsOf(text));
                Assert.Equal(property, fault.Property);
                Assert.Contains("{Environment}", fault.Message, StringComparison.Ordinal);
            }
            else
            {
                Assert.Single(Read(text).Tokens);
            }
        }
    }

    [Fact]
    public void A_token_pasted_as_an_environment_is_not_repeated_in_the_message()
    {
        var secret = TokenRotation.Tests.Secrets.NewToken.Text();

        var error = Assert.Throws<TokenSpecFileException>(() => Read("{" + Token + ",\"environment\":\"" + secret + "\"}"));

        Assert.DoesNotContain(secret.Split('.')[2], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scope_that_resembles_none_is_a_warning_with_its_place()
    {
        var file = Read("[\n{\"name\":\"n\",\"scopes\":[\"quantumEntanglement.observe\"]}]");

        Assert.StartsWith("tokens.json, line 2, column 23, [0].scopes: ", Assert.Single(file.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_token_costs_does_not_grow_with_the_file()
    {
        AllocatedFor(10);

        Assert.InRange(AllocatedFor(20_000) / 20_000, 1, 2 * AllocatedFor(1_000) / 1_000);
    }

    private static long AllocatedFor(int count)
    {
        var text = "[" + string.Join(",\n", Enumerable.Range(0, count)
            .Select(i => "{\"name\":\"n" + i + "\",\"scopes\":[\"ReadConfig\"],\"store\":{\"vault\":\"Ops\"}}")) + "]";
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(count, Read(text).Tokens.Count);

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static RotationSpecFile Read(string text) => RotationSpecFile.Read(SpecText.Of(text, "tokens.json"), Now);

    [Theory]
    [InlineData("{\"expiringWithin\":\"40d\",\"lifetime\":\"30d\",\"overlap\":\"100d\"}", nameof(PolicyConflict.DueAgainAtOnce))]
    [InlineData("{\"lifetime\":\"30d\",\"overlap\":\"30d\"}", nameof(PolicyConflict.OverlapOutlivesSuccessor))]
    [InlineData("{\"expiringWithin\":\"1d\",\"spread\":\"1d\"}", nameof(PolicyConflict.SpreadPastExpiry))]
    [InlineData("{\"requireUse\":{\"whenUnused\":\"force\"}}", nameof(PolicyConflict.DeadlineMissing))]
    [InlineData("{\"requireUse\":{\"deadline\":\"12h\"}}", nameof(PolicyConflict.DeadlineBeforeIdle))]
    public void A_policy_that_contradicts_itself_is_a_fault_at_its_place(string policy, string conflict)
    {
        var fault = Assert.Single(
            Assert.Throws<TokenSpecFileException>(() => Read("[{" + Token + ",\n  \"policy\": " + policy + "}]")).Faults);

        Assert.Equal((2, 13, "[0].policy"), (fault.Line, fault.Column, fault.Property));
        Assert.Equal(SpecMessages.Contradicts(Enum.Parse<PolicyConflict>(conflict)), fault.Message);
    }

    [Fact]
    public void A_token_is_held_to_the_policy_of_the_defaults()
    {
        const string Text = "{\"defaults\":{\"policy\":{\"overlap\":\"3d\"}},\"tokens\":[\n{" + Token
            + ",\"expiresIn\":{\"value\":1,\"unit\":\"DAYS\"}}]}";

        var fault = Assert.Single(Assert.Throws<TokenSpecFileException>(() => Read(Text)).Faults);

        Assert.Equal((2, SpecMessages.Contradicts(PolicyConflict.OverlapOutlivesSuccessor)), (fault.Line, fault.Message));
    }

    [Fact]
    public void A_date_of_expiry_that_comes_near_is_no_fault_of_the_policy() => Assert.Single(
        Read("[{" + Token + ",\"expirationDate\":\"2030-02-02T00:00:00Z\",\"policy\":{\"expiringWithin\":\"14d\"}}]").Tokens);

    private static IReadOnlyList<SpecFault> FaultsOf(string text) =>
        Assert.Throws<TokenSpecFileException>(() => Read(text)).Faults;
}
