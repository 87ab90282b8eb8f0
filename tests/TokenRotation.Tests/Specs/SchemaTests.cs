using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using TokenRotation.Specs;

namespace TokenRotation.Tests.Specs;

/// <summary>docs/tokens.schema.json and the reader say the same.</summary>
public class SchemaTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Root = typeof(SchemaTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    private static readonly string SchemaText = File.ReadAllText(Path.Combine(Root, "docs", "tokens.schema.json"));
    private static readonly JsonSchema Schema = JsonSchema.FromText(SchemaText);

    public static TheoryData<string, IReadOnlyList<string>> Objects => new()
    {
        { "file", RotationSpecFile.Properties },
        { "defaults", RotationSpecReader.DefaultProperties },
        { "tokenProperties", RotationSpecReader.Properties },
        { "policy", RotationSpecPolicyReader.Properties },
        { "storePlace", RotationSpecReader.StoreProperties },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public void Schema_and_reader_know_the_same_properties(string definition, IReadOnlyList<string> properties)
    {
        var described = JsonNode.Parse(SchemaText)!["$defs"]![definition]!["properties"]!.AsObject()
            .Select(property => property.Key);

        Assert.Equal(properties.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Schema_and_reader_know_the_same_properties_of_use()
    {
        var described = JsonNode.Parse(SchemaText)!["$defs"]!["policy"]!["properties"]!["requireUse"]!["properties"]!.AsObject();

        Assert.Equal(RotationSpecPolicyReader.UseProperties, described.Select(property => property.Key));
    }

    [Fact]
    public void The_schema_is_one()
    {
        Assert.True(MetaSchemas.Draft202012.Evaluate(JsonDocument.Parse(SchemaText).RootElement).IsValid);
    }

    [Fact]
    public void The_sample_is_valid()
    {
        var text = SpecText.Load(Path.Combine(Root, "samples", "tokens.json"));

        Assert.NotEmpty(RotationSpecFile.Read(text, Now).Tokens);
        Assert.True(IsValid(System.Text.Encoding.UTF8.GetString(text.Bytes)));
    }

    [Theory]
    [InlineData("""{TOKEN}""", true)]
    [InlineData("""{"$schema":"s",TOKEN}""", true)]
    [InlineData("""[{TOKEN}]""", true)]
    [InlineData("""{"$schema":"s","tokens":[{TOKEN}]}""", true)]
    [InlineData("""{"defaults":{"environment":"a","policy":{"overlap":"1d"},"store":{"vault":"v"}},"tokens":[{TOKEN}]}""", true)]
    [InlineData("""{TOKEN,"expiresIn":{"value":1}}""", true)]
    [InlineData("""{TOKEN,"expiresIn":{"value":1,"unit":"HOURS"}}""", true)]
    [InlineData("""{TOKEN,"expirationDate":"now+1d","personalAccessToken":true}""", true)]
    [InlineData("""{TOKEN,"expirationDate":1906502400000}""", true)]
    [InlineData("""{TOKEN,"environments":["a","b"]}""", true)]
    [InlineData("""{TOKEN,"policy":{"expiringWithin":"14d","maximumAge":"1y","lifetimeFraction":0.5,"spread":"0s"}}""", true)]
    [InlineData("""{TOKEN,"policy":{"overlap":"now+14d","gracePeriod":"1.12:00:00","lifetime":"3 W"}}""", true)]
    [InlineData("""{TOKEN,"policy":{"requireUse":{"idleFor":"1h","deadline":"12:00","whenUnused":"warn"}}}""", true)]
    [InlineData("""{TOKEN,"store":{"vault":"v","secretName":"s"}}""", true)]
    [InlineData("""{TOKEN,"expiresIn":null,"expirationDate":"now+1d"}""", true)]
    [InlineData("""{TOKEN,"expiresIn":{"value":1,"unit":null},"expirationDate":null}""", true)]
    [InlineData("""{TOKEN,"personalAccessToken":null,"environment":null,"environments":["b"],"$schema":null}""", true)]
    [InlineData("""{TOKEN,"environment":"a","environments":null,"policy":null,"store":null}""", true)]
    [InlineData("""{TOKEN,"policy":{"overlap":null,"lifetimeFraction":null,"requireUse":null,"spread":null}}""", true)]
    [InlineData("""{TOKEN,"policy":{"requireUse":{"idleFor":null,"deadline":null,"whenUnused":null}}}""", true)]
    [InlineData("""{TOKEN,"store":{"vault":null,"secretName":null}}""", true)]
    [InlineData("""{"$schema":null,"defaults":null,"tokens":[{TOKEN}]}""", true)]
    [InlineData("""{"tokens":null}""", false)]
    [InlineData("""{"name":null,"scopes":["ReadConfig"]}""", false)]
    [InlineData("""{"name":"n","scopes":null}""", false)]
    [InlineData("""{TOKEN,"expiresIn":{"value":null}}""", false)]
    [InlineData("""{TOKEN,"environments":[null]}""", false)]
    [InlineData("""{TOKEN,"store":[{"vault":"v","secretName":"s"},{"vault":"w"}]}""", true)]
    [InlineData("""{TOKEN,"store":[]}""", false)]
    [InlineData("""{TOKEN,"store":["v"]}""", false)]
    [InlineData("""{}""", false)]
    [InlineData("""[]""", false)]
    [InlineData("""7""", false)]
    [InlineData("""{"tokens":[]}""", false)]
    [InlineData("""{"tokens":[{TOKEN}],"name":"n"}""", false)]
    [InlineData("""{"tokens":[{TOKEN,"$schema":"s"}]}""", false)]
    [InlineData("""{"name":"n"}""", false)]
    [InlineData("""{"name":" ","scopes":["ReadConfig"]}""", false)]
    [InlineData("""{"name":"n","scopes":[]}""", false)]
    [InlineData("""{"name":"n","scopes":["ReadConfig","ReadConfig"]}""", false)]
    [InlineData("""{TOKEN,"polcy":{}}""", false)]
    [InlineData("""{TOKEN,"expiresIn":{"value":0}}""", false)]
    [InlineData("""{TOKEN,"expiresIn":{"value":1,"unit":"days"}}""", false)]
    [InlineData("""{TOKEN,"expiresIn":{"value":1},"expirationDate":"now+1d"}""", false)]
    [InlineData("""{TOKEN,"personalAccessToken":"yes"}""", false)]
    [InlineData("""{TOKEN,"environment":"a","environments":["b"]}""", false)]
    [InlineData("""{TOKEN,"environments":[]}""", false)]
    [InlineData("""{TOKEN,"policy":{"overlap":14}}""", false)]
    [InlineData("""{TOKEN,"policy":{"overlap":"14"}}""", false)]
    [InlineData("""{TOKEN,"policy":{"overlap":"2030-01-01"}}""", false)]
    [InlineData("""{TOKEN,"policy":{"lifetimeFraction":1}}""", false)]
    [InlineData("""{TOKEN,"policy":{"requireUse":{"whenUnused":"never"}}}""", false)]
    [InlineData("""{TOKEN,"policy":{"requireUse":{"idle":"1d"}}}""", false)]
    [InlineData("""{TOKEN,"store":{"vault":" "}}""", false)]
    [InlineData("""{TOKEN,"store":{"name":"x"}}""", false)]
    [InlineData("""{"defaults":{"name":"n"},"tokens":[{TOKEN}]}""", false)]
    public void Schema_and_reader_accept_the_same(string pattern, bool valid)
    {
        var text = pattern.Replace("TOKEN", "\"name\":\"n\",\"scopes\":[\"ReadConfig\"]", StringComparison.Ordinal);

        Assert.Equal((valid, valid), (IsValid(text), IsRead(text)));
    }

    [Theory]
    [InlineData(100, "", true)]
    [InlineData(101, "", false)]
    [InlineData(101, ",\"resource\":null", false)]
    [InlineData(140, ",\"resource\":[\"abc12345\"]", true)]
    [InlineData(141, ",\"resource\":[\"abc12345\"]", false)]
    public void Schema_and_reader_take_names_of_the_same_length(int length, string more, bool valid)
    {
        var text = "{\"name\":\"" + new string('n', length) + "\",\"scopes\":[\"a:b:c\"]" + more + "}";

        Assert.Equal((valid, valid), (IsValid(text), IsRead(text)));
    }

    private static bool IsValid(string text) => Schema.Evaluate(JsonDocument.Parse(text).RootElement).IsValid;

    private static bool IsRead(string text)
    {
        try
        {
            RotationSpecFile.Read(SpecText.Of(text, "tokens.json"), Now);
            return true;
        }
        catch (TokenSpecFileException)
        {
            return false;
        }
    }
}
