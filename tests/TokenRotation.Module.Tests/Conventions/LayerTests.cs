namespace TokenRotation.Module.Tests.Conventions;

/// <summary>The arrows between the folders run one way: Cmdlets to Rotation to Api and Secrets.</summary>
public sealed class LayerTests
{
    private static readonly string[] PowerShell = ["System.Management.Automation", "TokenRotation.Cmdlets"];
    private static readonly string[] Http = ["System.Net.Http", "HttpClient", "HttpMethod", "HttpStatus", "HttpRequest", "HttpResponse", "HttpMessage"];

    public static TheoryData<string, string[]> Forbidden => new()
    {
        { "Audit", [.. PowerShell, .. Http, "TokenRotation.Rotation"] },
        { "Api", [.. PowerShell, "TokenRotation.Rotation"] },
        { "Secrets", [.. PowerShell, "TokenRotation.Rotation"] },
        { "Rotation", [.. PowerShell, .. Http] },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void A_layer_mentions_none_of_those_above_it(string folder, string[] forbidden)
    {
        var files = Directory.GetFiles(Path.Combine(BuiltFiles.RepositoryRoot, "src", "TokenRotation", folder), "*.cs", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain(forbidden, word => File.ReadAllText(file).Contains(word, StringComparison.Ordinal)));
    }
}
