using TokenRotation.Specs;

namespace TokenRotation.Tests.Specs;

public class TokenSpecFileTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_payload_of_v2_is_read()
    {
        var file = Read("""
            {
              // kept in version control
              "name": "RW config",
              "scopes": ["ReadConfig", "WriteConfig"],
              "expirationDate": "now+30d",
              "personalAccessToken": true,
            }
            """);

        Assert.Equal(
            ("RW config", TimeSpan.FromDays(30), true),
            (file.Spec.Name, file.Spec.Lifetime!.Value, file.Spec.PersonalAccessToken));
        Assert.Equal(["ReadConfig", "WriteConfig"], file.Spec.Scopes);
        Assert.Empty(file.Warnings);
    }

    [Theory]
    [InlineData("30", "DAYS", 30 * 86400)]
    [InlineData("2", "HOURS", 7200)]
    [InlineData("90", "MINUTES", 5400)]
    [InlineData("90", "SECONDS", 90)]
    [InlineData("90000", "MILLIS", 90)]
    [InlineData("90000", null, 90)]
    public void The_payload_of_v1_is_read(string value, string? unit, int seconds)
    {
        var unitProperty = unit is null ? "" : $",\"unit\":\"{unit}\"";

        var file = Read($$$"""{"name":"n","scopes":["ReadConfig"],"expiresIn":{"value":{{{value}}}{{{unitProperty}}}}}""");

        Assert.Equal(TimeSpan.FromSeconds(seconds), file.Spec.Lifetime);
    }

    [Theory]
    [InlineData("\"now+90m\"", 90.0, null)]
    [InlineData("\"now+2w\"", 14 * 24 * 60.0, null)]
    [InlineData("\"now+3h\"", 180.0, null)]
    [InlineData("\"2030-06-01T00:00\"", null, "2030-06-01T00:00:00Z")]
    [InlineData("\"now+1M\"", null, "2030-02-28T12:00:00Z")]
    [InlineData("\"now+1y\"", null, "2031-01-31T12:00:00Z")]
    [InlineData("\"2030-06-01T00:00:00.000Z\"", null, "2030-06-01T00:00:00Z")]
    [InlineData("\"2030-06-01 02:00+02:00\"", null, "2030-06-01T00:00:00Z")]
    [InlineData("\"2030-06-01\"", null, "2030-06-01T00:00:00Z")]
    [InlineData("1906502400000", null, "2030-06-01T00:00:00Z")]
    [InlineData("\"1906502400000\"", null, "2030-06-01T00:00:00Z")]
    public void Expiry_is_relative_or_absolute(string expiry, double? minutes, string? date)
    {
        var spec = Read($$"""{"name":"n","scopes":["ReadConfig"],"expirationDate":{{expiry}}}""").Spec;

        Assert.Equal(minutes, spec.Lifetime?.TotalMinutes);
        Assert.Equal(
            date is null ? null : DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture),
            spec.ExpirationDate);
    }

    [Theory]
    [InlineData("""{"name":"n","scope":["ReadConfig"]}""", "scope", "scopes")]
    [InlineData("""{"Name":"n","scopes":["ReadConfig"]}""", "Name", "name")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expirationdate":"now+1d"}""", "expirationdate", "expirationDate")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expiresIn":{"value":1,"units":"DAYS"}}""", "expiresIn.units", "unit")]
    [InlineData("""{"name":"n","scopes":["readconfig"]}""", "scopes", "ReadConfig")]
    [InlineData("""{"name":"n","scopes":["Read configuration"]}""", "scopes", "ReadConfig")]
    [InlineData("""{"name":null,"scopes":["ReadConfig"]}""", "name", "missing")]
    [InlineData("""{"name":"n [dtr revoked 20260101T000000Z]","scopes":["ReadConfig"]}""", "name", "rotations write")]
    [InlineData("""{"name":"n","scopes":["Mobile"]}""", "scopes", "Mobile")]
    [InlineData("""{"name":"n","scopes":["ReadConfig","ReadConfig"]}""", "scopes", "twice")]
    [InlineData("""{"name":"n","scopes":[]}""", "scopes", "at least one")]
    [InlineData("""{"name":"n","scopes":"ReadConfig"}""", "scopes", "array")]
    [InlineData("""{"name":"n","scopes":[1]}""", "scopes", "text")]
    [InlineData("""{"scopes":["ReadConfig"]}""", "name", "missing")]
    [InlineData("""{"name":"n"}""", "scopes", "missing")]
    [InlineData("""{"name":" ","scopes":["ReadConfig"]}""", "name", "name")]
    [InlineData("""{"name":7,"scopes":["ReadConfig"]}""", "name", "text")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"$schema":7}""", "$schema", "text")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expirationDate":"2030-01-31T12:00:00Z"}""", "expirationDate", "past")]
    [InlineData(
        """{"name":"n","scopes":["ReadConfig"],"expiresIn":{"value":1},"expirationDate":"now+1d"}""", "expirationDate", "both")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expirationDate":1.5}""", "expirationDate", "quotes")]
    [InlineData("""{"name":"dt0c01.PUBLIC.NOREALSECRET","scopes":["ReadConfig"]}""", "name", "secret included")]
    [InlineData("""{"name":"n","name":"m","scopes":["ReadConfig"]}""", "name", "twice")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expiresIn":{"value":0,"unit":"DAYS"}}""", "expiresIn.value", "above 0")]
    [InlineData(
        """{"name":"n","scopes":["ReadConfig"],"expiresIn":{"value":9223372036854775807,"unit":"DAYS"}}""",
        "expiresIn.value",
        "calendar")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expiresIn":{"value":1,"unit":"days"}}""", "expiresIn.unit", "DAYS")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expiresIn":{"unit":"DAYS"}}""", "expiresIn.value", "missing")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expiresIn":"30d"}""", "expiresIn", "object")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expirationDate":"tomorrow"}""", "expirationDate", "now+30d")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expirationDate":"June 1, 2031"}""", "expirationDate", "now+30d")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expirationDate":"now+999999y"}""", "expirationDate", "now+30d")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"expirationDate":"2029-01-01"}""", "expirationDate", "past")]
    [InlineData("""{"name":"n","scopes":["ReadConfig"],"personalAccessToken":"yes"}""", "personalAccessToken", "true or false")]
    [InlineData(
        """{"name":"n","scopes":["ReadConfig"],"expirationDate":"now+1d","expiresIn":{"value":1}}""", "expiresIn", "both")]
    [InlineData("[]", null, "object")]
    public void A_slip_is_named_with_its_property(string text, string? property, string hint)
    {
        var error = Assert.Throws<TokenSpecFileException>(() => Read(text));

        Assert.Equal((property, 1, "tokens/rw.json"), (error.Property, error.Line, error.File));
        Assert.StartsWith("tokens/rw.json, line 1", error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"name\": n}")]
    [InlineData("{\"name\":\"n\",\"scopes\":[\"ReadConfig\"]} x")]
    public void Broken_json_is_named_as_such(string text)
    {
        Assert.Contains(
            "not valid JSON", Assert.Throws<TokenSpecFileException>(() => Read(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: n\nscopes:\n  - ReadConfig\n")]
    [InlineData("---\ntokens:\n  - name: n\n")]
    [InlineData("# of team A\n\n- name: n\n")]
    public void Yaml_is_told_from_broken_json(string text) =>
        Assert.Contains("YAML", Assert.Throws<TokenSpecFileException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Null_says_no_more_than_a_property_that_is_missing()
    {
        var spec = Read("""
            {"name":"n","scopes":["ReadConfig"],"expirationDate":null,"expiresIn":{"value":30,"unit":"DAYS"},"personalAccessToken":null,"$schema":null}
            """).Spec;

        Assert.Equal((TimeSpan.FromDays(30), null, false), (spec.Lifetime, spec.ExpirationDate, spec.PersonalAccessToken));
    }

    [Theory]
    [InlineData("apps.read", "logs.read")]
    [InlineData("ReadConfg", "ReadConfig")]
    public void A_scope_that_resembles_a_known_one_is_sent_with_a_warning(string scope, string nearest)
    {
        var file = Read($$"""{"name":"n","scopes":["{{scope}}"]}""");

        Assert.Equal([scope], file.Spec.Scopes);
        Assert.Contains(nearest, Assert.Single(file.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_of_a_slip_is_told()
    {
        var error = Assert.Throws<TokenSpecFileException>(
            () => Read("{\n  \"name\": \"n\",\r\n  \"scopes\": [\n    \"ReadConfig\",\n    \"writeconfig\"\n  ]\n}"));

        Assert.Equal(5, error.Line);
    }

    [Fact]
    public void Every_slip_of_a_file_is_told_with_its_place()
    {
        var error = Assert.Throws<TokenSpecFileException>(
            () => Read("{\n  \"nam\": \"n\",\n  \"scopes\": [\"readconfig\"],\n  \"expiresIn\": {\"value\": 0}\n}"));

        Assert.Equal(
            [(2, 3, "nam"), (1, 1, "name"), (3, 14, "scopes"), (4, 26, "expiresIn.value")],
            error.Faults.Select(fault => (fault.Line, fault.Column, fault.Property!)));
        Assert.Equal(4, error.Message.Split(Environment.NewLine).Length);
        Assert.Contains("tokens/rw.json, line 4, column 26, expiresIn.value: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_may_be_named()
    {
        Assert.Equal("n", Read("""{"$schema":"tokens.schema.json","name":"n","scopes":["ReadConfig"]}""").Spec.Name);
    }

    [Fact]
    public void The_line_of_broken_json_is_told()
    {
        Assert.Equal(3, Assert.Throws<TokenSpecFileException>(() => Read("{\n\"name\": \"n\",\n!")).Line);
    }

    [Fact]
    public void A_scope_that_resembles_none_is_left_to_the_server()
    {
        var file = Read("""{"name":"n","scopes":["quantumEntanglement.observe"]}""");

        Assert.Equal(["quantumEntanglement.observe"], file.Spec.Scopes);
        Assert.Contains("quantumEntanglement.observe", Assert.Single(file.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        Assert.Equal("n", Read("\uFEFF{\"name\":\"n\",\"scopes\":[\"ReadConfig\"]}").Spec.Name);
    }

    [Fact]
    public void A_name_has_a_hundred_characters_at_most_and_that_of_a_platform_token_more()
    {
        static string Named(int length, string more = "") =>
            "{\"name\":\"" + new string('n', length) + "\",\"scopes\":[\"ReadConfig\"]" + more + "}";
        const string Resource = ",\"resource\":[\"abc12345\"]";

        Assert.Equal(100, Read(Named(100)).Spec.Name.Length);
        Assert.Equal("name", Assert.Throws<TokenSpecFileException>(() => Read(Named(101))).Property);
        Assert.Equal("name", Assert.Throws<TokenSpecFileException>(() => Read(Named(101, ",\"resource\":null"))).Property);
        Assert.Equal(140, Read(Named(140, Resource)).Spec.Name.Length);
        Assert.Equal("name", Assert.Throws<TokenSpecFileException>(() => Read(Named(141, Resource))).Property);
    }

    [Fact]
    public void The_shortest_and_the_longest_time_are_taken()
    {
        static string Lasting(long value) =>
            "{\"name\":\"n\",\"scopes\":[\"ReadConfig\"],\"expiresIn\":{\"value\":" + value + ",\"unit\":\"MILLIS\"}}";
        var most = (DateTimeOffset.MaxValue - Now).Ticks / TimeSpan.TicksPerMillisecond;

        Assert.Equal(TimeSpan.FromMilliseconds(1), Read(Lasting(1)).Spec.Lifetime);
        Assert.Equal(most, Read(Lasting(most)).Spec.Lifetime!.Value.Ticks / TimeSpan.TicksPerMillisecond);
        Assert.Throws<TokenSpecFileException>(() => Read(Lasting(most + 1)));
    }

    private static TokenSpecFile Read(string text) => TokenSpecFile.Read(SpecText.Of(text, "tokens/rw.json"), Now);
}
