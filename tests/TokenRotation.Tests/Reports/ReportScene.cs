using System.Text;
using TokenRotation.Reports.Findings;
using TokenRotation.Reports.Html;
using TokenRotation.Reports.Inventories;

namespace TokenRotation.Tests.Reports;

/// <summary>Inventories at a fixed time, and the reports of them.</summary>
internal static class ReportScene
{
    public const string Url = "https://abc12345.live.dynatrace.com";

    public static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A token with nothing wrong.</summary>
    public static DtToken Sound(string id = "dt0c01.SOUND") => new()
    {
        Id = id,
        Name = "sound",
        Environment = Url,
        Owner = "a@example.com",
        CreationDate = Now.AddDays(-40),
        ExpirationDate = Now.AddDays(60),
        LastUsedDate = Now.AddHours(-1),
        Scopes = ["metrics.read"],
    };

    public static Inventory InventoryOf(params DtToken[] tokens) =>
        Inventory.Of(
            tokens, [new InventoryEnvironment(Url, Now, IsServerTime: true)], new Partners(tokens), TimeSpan.FromDays(7), Now);

    public static IReadOnlyList<DtTokenFinding> FindingsOf(params DtToken[] tokens) =>
        FindingRules.Of(InventoryOf(tokens), new FindingOptions());

    public static string Html(Inventory inventory, Inventory? before = null)
    {
        using var stream = new MemoryStream();
        ReportPage.Write(
            stream, new Report(inventory, new FindingOptions(), before is null ? null : new InventoryChanges(before, inventory)));
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
