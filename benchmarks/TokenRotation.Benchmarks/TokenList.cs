using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenRotation.Benchmarks;

/// <summary>
/// Listing 10 000 tokens with all fields, against a bare HttpClient and source-generated System.Text.Json that read the same
/// answers into plain objects.
/// </summary>
internal static class TokenList
{
    private const int Pairs = 25;
    private const double Budget = 1.3;
    private const int PairsWithLatency = 15;
    private const double BudgetWithLatency = 1.2;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    private const string AllFields =
        "%2BpersonalAccessToken%2C%2BexpirationDate%2C%2BlastUsedDate%2C%2B"
        + "lastUsedIpAddress%2C%2BmodifiedDate%2C%2Bscopes%2C%2BadditionalMetadata";

    public static Task<Figure> MeasureAsync() => MeasureAsync(TimeSpan.Zero, Pairs, Budget);

    /// <summary>The same where every request takes 50 ms.</summary>
    public static Task<Figure> MeasureWithLatencyAsync() => MeasureAsync(Latency, PairsWithLatency, BudgetWithLatency);

    private static async Task<Figure> MeasureAsync(TimeSpan latency, int pairs, double budget)
    {
        await using var tenant = await Tenant.StartAsync(latency: latency);
        using var http = new HttpClient { BaseAddress = tenant.Server.Url };
        http.DefaultRequestHeaders.Add("Authorization", "Api-Token " + tenant.Server.AdminToken);
        var (ratio, ours, baseline) = await Benchmarks.Pairs.MeasureAsync(
            pairs, 5, () => Benchmarks.Pairs.TimeAsync(tenant.ListAsync),
            () => Benchmarks.Pairs.TimeAsync(() => ListBareAsync(http)));
        return new Figure($"list {Tenant.Tokens} tokens at {latency.TotalMilliseconds:0} ms a request against bare HttpClient "
            + $"and System.Text.Json ({ours:0} ms / {baseline:0} ms)", ratio, "x", budget);
    }

    private static async Task<int> ListBareAsync(HttpClient http)
    {
        var count = 0;
        var query = $"?fields={AllFields}&pageSize=10000";
        do
        {
            using var response = await http.GetAsync("api/v2/apiTokens" + query, HttpCompletionOption.ResponseHeadersRead);
            using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
            var page = (await JsonSerializer.DeserializeAsync(body, BareJson.Default.BareList))!;
            count += page.ApiTokens.Count;
            query = page.NextPageKey is null ? null : "?nextPageKey=" + Uri.EscapeDataString(page.NextPageKey);
        }
        while (query is not null);

        return count;
    }
}

/// <summary>The list as the API documents it.</summary>
internal sealed class BareList
{
    public long TotalCount { get; set; }

    public string? NextPageKey { get; set; }

    public List<BareToken> ApiTokens { get; set; } = [];
}

/// <summary>A token as the API documents it.</summary>
internal sealed class BareToken
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    public bool Enabled { get; set; }

    public string? Owner { get; set; }

    public DateTimeOffset? CreationDate { get; set; }

    public DateTimeOffset? ExpirationDate { get; set; }

    public DateTimeOffset? LastUsedDate { get; set; }

    public string? LastUsedIpAddress { get; set; }

    public DateTimeOffset? ModifiedDate { get; set; }

    public bool PersonalAccessToken { get; set; }

    public List<string> Scopes { get; set; } = [];

    public Dictionary<string, string>? AdditionalMetadata { get; set; }
}

/// <summary>Source-generated readers: the quickest ordinary way.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BareList))]
internal sealed partial class BareJson : JsonSerializerContext;
