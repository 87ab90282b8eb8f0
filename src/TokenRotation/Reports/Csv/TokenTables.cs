using System.Text;
using TokenRotation.Reports.Inventories;

namespace TokenRotation.Reports.Csv;

/// <summary>Tokens and findings as CSV files.</summary>
internal static class TokenTables
{
    // With a mark: Excel takes a file without one for the local code page.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true);

    public static void WriteTokens(Stream stream, Inventory inventory, IReadOnlyList<DtTokenFinding> findings)
    {
        var kinds = findings.ToLookup(finding => (finding.Environment, finding.Id), finding => finding.Kind);
        using var text = new StreamWriter(stream, Utf8);
        var csv = new CsvWriter(text);
        csv.Line(
            "Environment", "Id", "Name", "Owner", "Enabled", "CreationDate", "ExpirationDate", "LastUsedDate",
            "LastUsedIpAddress", "ModifiedDate", "PersonalAccessToken", "Scopes", "Rotation", "Findings",
            "TokenKind", "Resource");
        foreach (var item in inventory.Tokens)
        {
            var token = item.Token;
            csv.Line(
                token.Environment, token.Id, token.Name, token.Owner, token.Enabled, token.CreationDate, token.ExpirationDate,
                token.LastUsedDate, token.LastUsedIpAddress, token.ModifiedDate, token.PersonalAccessToken, token.Scopes,
                item.Rotation.Stage == RotationStage.None ? null : item.Rotation.Stage,
                string.Join(" ", kinds[Inventory.Key(item)]), token.Kind, token.Resource);
        }
    }

    public static void WriteFindings(Stream stream, IReadOnlyList<DtTokenFinding> findings)
    {
        using var text = new StreamWriter(stream, Utf8);
        var csv = new CsvWriter(text);
        csv.Line("Severity", "Kind", "Environment", "Id", "Name", "Owner", "Date", "Message", "Advice", "Command", "Help");
        foreach (var finding in findings)
        {
            csv.Line(
                finding.Severity, finding.Kind, finding.Environment, finding.Id, finding.Name, finding.Owner, finding.Date,
                finding.Message, finding.Advice, finding.Command, finding.Help);
        }
    }
}
