using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using TokenRotation.Specs;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Tests.Specs.Fleets;

/// <summary>docs/fleet.schema.json and the reader say the same.</summary>
public class FleetSchemaTests
{
    private static readonly string Root = typeof(FleetSchemaTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    private static readonly string SchemaText = Text("docs", "fleet.schema.json");

    // The schema of token specs stands beside it; here its parts are put in, as an editor would fetch them.
    private static readonly JsonSchema Schema = JsonSchema.FromText(WithPartsOf(Text("docs", "tokens.schema.json")));

    public static TheoryData<string, IReadOnlyList<string>> Objects => new()
    {
        { "", FleetFile.Properties },
        { "/properties/defaults", FleetReader.DefaultProperties },
        { "/$defs/environment", FleetReader.Properties },
        { "/$defs/account", FleetAccountReader.Properties },
        { "/$defs/credential", FleetReader.CredentialProperties },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public void Schema_and_reader_know_the_same_properties(string path, IReadOnlyList<string> properties)
    {
        var node = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(
            JsonNode.Parse(SchemaText)!, (one, name) => one[name]!);

        var described = node["properties"]!.AsObject().Select(property => property.Key);

        Assert.Equal(properties.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_schema_is_one() =>
        Assert.True(MetaSchemas.Draft202012.Evaluate(JsonDocument.Parse(SchemaText).RootElement).IsValid);

    [Fact]
    public void The_sample_is_valid()
    {
        var text = SpecText.Load(Path.Combine(Root, "samples", "fleet.json"));

        Assert.NotEmpty(FleetFile.Read(text).Environments);
        Assert.NotEmpty(FleetFile.Read(text).Accounts);
        Assert.True(IsValid(System.Text.Encoding.UTF8.GetString(text.Bytes)));
    }

    [Theory]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"vault":"v","entry":"e"}}]}""", true)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"variable":"DT_{Environment}"}}]}""", true)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"file":"/run/secrets/a"},"specs":["a"]}]}""", true)]
    [InlineData("""{"$schema":"s","defaults":{"credential":{"file":"f"}},"environments":[{"environment":"abc12345"}]}""", true)]
    [InlineData(
        """{"environments":[{"environment":"abc12345","credential":{"file":"f"},"names":["a*"],"throttleLimit":9}]}""", true)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"file":"f"},"policy":{"overlap":"1d"}}]}""", true)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"file":"f"},"store":{"vault":"v"}}]}""", true)]
    [InlineData(
        """{"environments":[{"environment":"abc12345","credential":{"file":"f"},"store":[{"vault":"v"},{"vault":"w"}]}]}""",
        true)]
    [InlineData(
        """{"$schema":null,"defaults":null,"environments":[{"environment":"abc12345","credential":{"file":"f"}}]}""", true)]
    [InlineData(
        """{"defaults":{"credential":{"file":"f"}},"environments":[{"environment":"abc12345","credential":null}]}""", true)]
    [InlineData(
        """{"environments":[{"environment":"abc12345","credential":{"file":"f","vault":null,"variable":null}}]}""", true)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"file":"f"},"specs":["s"],"names":null}]}""", true)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"file":"f"},"specs":null,"names":["n"]}]}""", true)]
    [InlineData(
        """{"environments":[{"environment":"abc12345","credential":{"file":"f"},"policy":null,"throttleLimit":null}]}""", true)]
    [InlineData("""{"environments":[{"environment":"https://a.example/e/b","credential":{"file":"f","mintFor":"4h"}}]}""", true)]
    [InlineData(
        """{"environments":[{"environment":"https://a.example/e/b","credential":{"file":"f","mintFor":null}}]}""", true)]
    [InlineData("""{"environments":[{"environment":"https://a.example/e/b","credential":{"file":"f","mintFor":"so"}}]}""", false)]
    [InlineData("""{"environments":[{"environment":"https://a.example/e/b","credential":{"mintFor":"4h"}}]}""", false)]
    [InlineData("""{"environments":[{"environment":null,"credential":{"file":"f"}}]}""", false)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"file":null}}]}""", false)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"vault":"v","entry":null}}]}""", false)]
    [InlineData("""{"environments":null}""", false)]
    [InlineData("""{"environments":[]}""", false)]
    [InlineData("""{"environments":[{"credential":{"file":"f"}}]}""", false)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"file":"f","variable":"V"}}]}""", false)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"vault":"v"}}]}""", false)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"variable":"a b"}}]}""", false)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"file":"f"},"throttleLimit":0}]}""", false)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"file":"f"},"specs":["s"],"names":["n"]}]}""", false)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"file":"f"},"policy":{"overlap":"soon"}}]}""", false)]
    [InlineData("""{"environments":[{"environment":"abc12345","credential":{"file":"f"},"token":"t"}]}""", false)]
    [InlineData("""{"environment":"abc12345","credential":{"file":"f"}}""", false)]
    public void Schema_and_reader_agree(string text, bool valid)
    {
        Assert.Equal(valid, IsValid(text));
        Assert.Equal(valid, Record.Exception(() => FleetFile.Read(SpecText.Of(text, "fleet.json"))) is not FleetFileException);
    }

    [Theory]
    [InlineData("""[{"account":"UUID","credential":{"file":"f"}}]""", true)]
    [InlineData("""[{"account":"urn:dtaccount:UUID","credential":{"vault":"v","entry":"e-{Environment}"}}]""", true)]
    [InlineData("""[{"account":"UUID","credential":{"variable":"V"},"accountUrl":"https://a.example/b","tokenUrl":null}]""", true)]
    [InlineData("""[{"account":"UUID","credential":{"variable":"V"},"tokenUrl":"https://a.example/token"}]""", true)]
    [InlineData("null", true)]
    [InlineData("[]", false)]
    [InlineData("""[{"account":"UUID"}]""", false)]
    [InlineData("""[{"account":"UUID","credential":null}]""", false)]
    [InlineData("""[{"account":"UUID","credential":{"file":"f","mintFor":"4h"}}]""", false)]
    [InlineData("""[{"account":"UUID","credential":{"file":"f"},"accountUrl":"a.example"}]""", false)]
    [InlineData("""[{"account":"UUID","credential":{"file":"f"},"tokenUrl":"ftp://a.example"}]""", false)]
    [InlineData("""[{"account":"UUID","credential":{"file":"f"},"specs":["s"]}]""", true)]
    [InlineData("""[{"account":"UUID","credential":{"file":"f"},"names":["n*"],"policy":{"overlap":"1d"}}]""", true)]
    [InlineData("""[{"account":"UUID","credential":{"file":"f"},"names":["n"],"store":{"vault":"v"},"throttleLimit":2}]""", true)]
    [InlineData("""[{"account":"UUID","credential":{"file":"f"},"names":["n"],"specs":["s"]}]""", false)]
    [InlineData("""[{"account":"UUID","credential":{"file":"f"},"policy":{"overlap":"1d"}}]""", false)]
    [InlineData("""[{"account":"UUID","credential":{"file":"f"},"store":{"vault":"v"},"names":null}]""", false)]
    [InlineData("""[{"account":"UUID","credential":{"file":"f"},"throttleLimit":2}]""", false)]
    [InlineData("""[{"account":"UUID","credential":{"file":"f"},"policy":null,"store":null,"throttleLimit":null}]""", true)]
    [InlineData("""[{"account":"abc12345","credential":{"file":"f"}}]""", false)]
    [InlineData("""[{"credential":{"file":"f"}}]""", false)]
    public void Schema_and_reader_agree_on_accounts(string accounts, bool valid) => Schema_and_reader_agree(
        """{"defaults":{"credential":{"file":"f"}},"environments":[{"environment":"abc12345"}],"accounts":ACCOUNTS}"""
            .Replace("ACCOUNTS", accounts, StringComparison.Ordinal)
            .Replace("UUID", "4b1e7c52-6a0e-4b57-9d3e-5a4d8f0b2c61", StringComparison.Ordinal),
        valid);

    private static bool IsValid(string text) => Schema.Evaluate(
        JsonDocument.Parse(text, new JsonDocumentOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true
        }).RootElement).IsValid;

    private static string Text(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string WithPartsOf(string tokens)
    {
        var schema = JsonNode.Parse(SchemaText.Replace("tokens.schema.json#", "#", StringComparison.Ordinal))!;
        foreach (var (name, part) in JsonNode.Parse(tokens)!["$defs"]!.AsObject())
        {
            if (schema["$defs"]![name] is null)
            {
                schema["$defs"]![name] = part!.DeepClone();
            }
        }

        return schema.ToJsonString();
    }
}
