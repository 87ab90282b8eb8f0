using System.Globalization;
using TokenRotation.Reports.Html.Charts;
using TokenRotation.Reports.Inventories;

namespace TokenRotation.Reports.Html;

/// <summary>The six pictures, each the answer to a question. They count all tokens, whatever the table holds.</summary>
/// <param name="html">Where they are written to.</param>
/// <param name="report">What they show.</param>
internal sealed class ReportPictures(HtmlWriter html, Report report)
{
    private const int Weeks = 13;
    private const int TopOwners = 7;

    private static readonly (string Label, double Days)[] Ages =
        [("< 30 d", 30), ("< 90 d", 90), ("< 180 d", 180), ("< 1 y", 365), ("< 2 y", 730), ("older", double.MaxValue)];

    private static readonly (string Label, double Days)[] Uses =
        [("< 7 d", 7), ("7 – 30 d", 30), ("30 – 90 d", 90), ("≥ 90 d", double.MaxValue)];

    private IEnumerable<InventoryToken> Working =>
        report.Inventory.Tokens.Where(token => token.Token.Enabled && !(token.Token.ExpirationDate <= Now(token)));

    public void Write() => html.Element("div", () =>
    {
        Expiries();
        LastUse();
        AgeAndUse();
        Owners();
        Powers();
        Rotations();
    }, "class", "pictures");

    private void Expiries()
    {
        var perWeek = new int[Weeks];
        var (later, never) = (0, 0);
        foreach (var token in Working)
        {
            if (token.Token.ExpirationDate is not { } end)
            {
                never++;
            }
            else if ((int)((end - Now(token)).TotalDays / 7) is var week && week < Weeks)
            {
                perWeek[week]++;
            }
            else
            {
                later++;
            }
        }

        var first = report.Inventory.Environments.Select(environment => environment.Time)
            .DefaultIfEmpty(report.Inventory.Written)
            .Max();
        var soon = report.Options.ExpiringWithin.TotalDays;
        string Label(int week) => first.AddDays(7 * week).UtcDateTime.ToString("d MMM", CultureInfo.InvariantCulture);
        var weeks = perWeek.Select((count, week) => new Bar(Label(week), count, 7 * week < soon ? "bad" : "calm"));
        WeekChart.Write(
            html, "When do tokens expire?",
            $"{Figure.Count(perWeek.Sum())} within {Weeks} weeks, {Figure.Count(later)} later, {Figure.Count(never)} never.",
            [.. weeks], [new Bar("later", later), new Bar("never", never, "warn")], labelEvery: 4);
    }

    private void LastUse()
    {
        var used = Working.Select(token => UseOf(token)).ToList();
        var bars = Uses.Select(use => use.Label).Append("never")
            .Select((label, i) => new Bar(label, used.Count(found => found == i), i >= Uses.Length - 1 ? "warn" : "calm"))
            .ToList();
        BarChart.Write(
            html, "When were they last used?",
            $"{Figure.Count(bars[3].Count + bars[4].Count)} of {Figure.Count(used.Count)} working tokens have not been used for "
                + "90 days, or ever.",
            bars);
    }

    private void AgeAndUse()
    {
        var counts = new int[Uses.Length + 1, Ages.Length];
        foreach (var token in Working.Where(token => token.Token.CreationDate is not null))
        {
            counts[UseOf(token), Bucket(Ages, Now(token) - token.Token.CreationDate!.Value)]++;
        }

        var idle = (
            from row in Enumerable.Range(Uses.Length - 1, 2)
            from column in Enumerable.Range(3, Ages.Length - 3)
            select counts[row, column]).Sum();
        BubbleChart.Write(
            html, "Are old tokens still in use?", $"{Figure.Count(idle)} working tokens are older than 180 days and idle.",
            [.. Ages.Select(age => age.Label)], [.. Uses.Select(use => use.Label), "never"], counts,
            (row, column) => row >= Uses.Length - 1 && column >= 3 ? "warn" : "calm");
    }

    private void Owners()
    {
        var owners = report.Inventory.Tokens.GroupBy(token => HtmlWriter.Shown(token.Token.Owner))
            .OrderByDescending(owner => owner.Count())
            .ThenBy(owner => owner.Key, StringComparer.Ordinal)
            .ToList();
        var others = owners.Skip(TopOwners).ToList();
        if (owners.Count > 0)
        {
            BarChart.Write(
                html, "Who owns them?",
                ReportPage.Plural(owners.Count, "owner") + (others.Count == 0
                    ? "."
                    : $"; {Figure.Count(others.Sum(owner => owner.Count()))} tokens belong to the "
                        + $"{Figure.Count(others.Count)} not shown."),
                [.. owners.Take(TopOwners).Select(owner =>
                    new Bar(LabelOf(owner.Key), owner.Count(), ToneOf(owner.Key)))]);
        }
    }

    private static string LabelOf(string owner) =>
        owner.Length == 0 ? "(no owner)"
        : owner.Length > BarChart.LongestLabel && owner.IndexOf('@') is var at and > 0 ? owner.Substring(0, at + 1) + "…"
        : owner;

    private void Powers()
    {
        var powers = Working.ToLookup(token => TokenPowers.Of(token.Token.Scopes));
        Bar Of(string label, TokenPower power, string tone) => new(label, powers[power].Count(), tone);
        BarChart.Write(
            html, "What may they do at most?",
            $"{Figure.Count(powers[TokenPower.ManageTokens].Count())} may manage tokens, "
                + $"{Figure.Count(powers[TokenPower.Write].Count())} may change the environment.",
            [
                Of("Manage tokens", TokenPower.ManageTokens, "bad"), Of("Change things", TokenPower.Write, "warn"),
                Of("Send data", TokenPower.Ingest, "calm"), Of("Read", TokenPower.Read, "calm"),
                Of("Nothing known", TokenPower.Unknown, "faint"),
            ]);
    }

    private void Rotations()
    {
        var stages = report.Inventory.Tokens.ToLookup(token => token.Rotation.Stage);
        var due = report.Findings.Count(finding => finding.Kind == TokenFindingKind.ExpiringSoon);
        Bar Of(string label, RotationStage stage, string tone) => new(label, stages[stage].Count(), tone);
        BarChart.Write(
            html, "Where do rotations stand?",
            stages[RotationStage.NeedsAttention].Count() switch
            {
                0 => "None needs attention.",
                1 => "One needs attention.",
                var many => $"{Figure.Count(many)} need attention.",
            },
            [
                new Bar("Due", due, "bad"), Of("Pending", RotationStage.Pending, "calm"),
                    Of("Overlapping", RotationStage.Superseded, "calm"),
                Of("In grace", RotationStage.InGrace, "calm"), Of("To be deleted", RotationStage.DueForDeletion, "warn"),
                Of("Needs attention", RotationStage.NeedsAttention, "bad"),
            ]);
    }

    private string ToneOf(string owner) =>
        owner.Length == 0 || report.Options.IsKnownOwner?.Invoke(owner) == false ? "warn" : "calm";

    private static int Bucket((string Label, double Days)[] buckets, TimeSpan span) =>
        Array.FindIndex(buckets, bucket => span.TotalDays < bucket.Days);

    private int UseOf(InventoryToken token) =>
        token.Token.LastUsedDate is { } used ? Bucket(Uses, Now(token) - used) : Uses.Length;

    private DateTimeOffset Now(InventoryToken token) => report.Times[token.Token.Environment];
}
