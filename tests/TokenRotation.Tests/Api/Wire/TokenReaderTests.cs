using System.Text;
using System.Text.Json;
using TokenRotation.Api.Wire;

namespace TokenRotation.Tests.Api.Wire;

public sealed class TokenReaderTests
{
    private static readonly string[] Known =
    [
        "id", "name", "owner", "scopes", "userId", "enabled", "revoked", "created", "expires", "lastUse", "creationDate",
        "lastUsedDate",
        "modifiedDate", "expirationDate", "lastUsedIpAddress", "additionalMetadata", "personalAccessToken",
    ];

    [Fact]
    public void A_property_of_another_name_is_passed_over_though_it_is_as_long()
    {
        var others = Known.Select(name => $"\"{name[..^1]}_\":\"2026-01-01T00:00:00Z\"");

        var token = Read("{\"id\":\"1\"," + string.Join(",", others) + "}");

        Assert.Equal(JsonSerializer.Serialize(Plain), JsonSerializer.Serialize(token));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"a\":[2]}")]
    [InlineData("null")]
    [InlineData("-0.5")]
    public void A_value_of_another_kind_is_passed_over_with_all_that_it_holds(string value)
    {
        var others = Known.Skip(1).Where(name => name is not ("scopes" or "additionalMetadata"))
            .Select(name => $"\"{name}\":{value}");

        var token = Read("{" + string.Join(",", others) + ",\"scopes\":{\"a\":1},\"additionalMetadata\":[1],\"id\":\"1\"}");

        Assert.Equal(JsonSerializer.Serialize(Plain), JsonSerializer.Serialize(token));
    }

    [Fact]
    public void A_property_that_nobody_knows_is_passed_over_with_all_that_it_holds() =>
        Assert.Equal("n", Read("{\"odd\":{\"id\":\"2\",\"more\":[{\"name\":\"m\"}]},\"id\":\"1\",\"name\":\"n\"}").Name);

    [Theory]
    [InlineData("\"enabled\":false", false)]
    [InlineData("\"enabled\":\"False\"", false)]
    [InlineData("\"enabled\":false,\"enabled\":\"perhaps\"", false)]
    [InlineData("\"enabled\":\"perhaps\"", true)]
    [InlineData("\"revoked\":true", false)]
    [InlineData("\"revoked\":\"true\"", false)]
    [InlineData("\"revoked\":true,\"revoked\":7", false)]
    [InlineData("\"revoked\":false", true)]
    public void A_token_is_enabled_unless_it_is_said_otherwise(string said, bool isEnabled) =>
        Assert.Equal(isEnabled, Read("{\"id\":\"1\"," + said + "}").Enabled);

    [Fact]
    public void What_is_said_last_counts() =>
        Assert.False(Read("{\"id\":\"1\",\"enabled\":true,\"enabled\":false}").Enabled
            || Read("{\"id\":\"1\",\"revoked\":false,\"revoked\":true}").Enabled);

    [Fact]
    public void Each_token_of_a_list_has_its_own_scopes()
    {
        var reader = new Utf8JsonReader("[{\"id\":\"1\",\"scopes\":[\"a\",{\"b\":[1]}]},{\"id\":\"2\",\"scopes\":[\"c\"]}]"u8);
        var tokens = new TokenReader(MockEnvironment.Url);
        reader.Read();
        reader.Read();
        Assert.Equal(["a"], tokens.Token(ref reader).Scopes);
        reader.Read();
        Assert.Equal(["c"], tokens.Token(ref reader).Scopes);
    }

    [Fact]
    public void Metadata_keeps_what_is_more_than_text_as_it_was_written() =>
        Assert.Equal(
            new Dictionary<string, string> { ["a"] = "x", ["b"] = "{\"c\":[1]}", ["d"] = "True" },
            Read("""{"id":"1","additionalMetadata":{"a":"x","b":{"c":[1]},"n":null,"d":true}}""").AdditionalMetadata);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"1\"")]
    [InlineData("{}")]
    [InlineData("{\"id\":null}")]
    [InlineData("{\"id\":\"a.b.c\"}")]
    [InlineData("[\"id\",\"1\"]")]
    public void What_has_no_id_is_no_token(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    private static DtToken Plain => new() { Id = "1", Environment = MockEnvironment.Url, Enabled = true };

    private static DtToken Read(string json) => TokenReader.Single(Encoding.UTF8.GetBytes(json), MockEnvironment.Url);
}
