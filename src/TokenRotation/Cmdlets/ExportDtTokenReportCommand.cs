using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Reports.Csv;
using TokenRotation.Reports.Html;
using TokenRotation.Reports.Inventories;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Writes a report of tokens: one HTML file that needs nothing else, its data as JSON to compare and to merge, and CSV for
/// spreadsheets. Nothing is changed in any environment.
/// </summary>
[Cmdlet(VerbsData.Export, "DtTokenReport")]
[OutputType(typeof(FileInfo))]
public sealed class ExportDtTokenReportCommand : DtInventoryCmdlet
{
    private readonly List<Inventory> _read = [];
    private Inventory? _baseline;

    /// <summary>The HTML file. One that exists is replaced.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>A file for the data: what -Baseline and -InputPath read.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Json { get; set; }

    /// <summary>A CSV file for the tokens, without anything that a spreadsheet takes for a formula.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Csv { get; set; }

    /// <summary>A CSV file for the findings, without anything that a spreadsheet takes for a formula.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FindingCsv { get; set; }

    /// <summary>The data of an earlier report: the report marks what is new, gone, changed and rotated since.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Baseline { get; set; }

    /// <summary>The data of other reports, with wildcards, to be merged into this one.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] InputPath { get; set; } = [];

    /// <summary>Emits the files that were written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool ReadsEnvironments => InputPath.Length == 0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Path is null && Json is null && Csv is null && FindingCsv is null)
        {
            ThrowTerminatingError(FileErrors.ReportWithoutFile());
        }

        foreach (var pattern in InputPath)
        {
            _read.AddRange(ReadAll(pattern));
        }

        _baseline = Baseline is null ? null : Inventory.Merge(ReadAll(Baseline));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var inventory = Inventory.Merge([TakeInventory(), .. _read]);
        var report = new Report(inventory, Options, _baseline is null ? null : new InventoryChanges(_baseline, inventory));
        Write(Path, stream => ReportPage.Write(stream, report));
        Write(Json, stream => InventoryFile.Write(stream, inventory, report.Findings));
        Write(Csv, stream => TokenTables.WriteTokens(stream, inventory, report.Findings));
        Write(FindingCsv, stream => TokenTables.WriteFindings(stream, report.Findings));
        base.EndProcessing();
    }

    private List<Inventory> ReadAll(string pattern)
    {
        try
        {
            return [.. ReportFiles.Resolve(SessionState.Path, pattern).Select(ReportFiles.Read)];
        }
        catch (ReportFileException failure)
        {
            ThrowTerminatingError(FileErrors.ReportFileUnreadable(failure, pattern));
            throw;
        }
    }

    // In memory first: a report that cannot be made leaves the one before it alone.
    private void Write(string? path, Action<Stream> content)
    {
        if (path is null)
        {
            return;
        }

        using var made = new MemoryStream();
        content(made);
        var (file, failure) = ReportFiles.Save(SessionState, path, made.ToArray(), FileErrors.ReportFileNotWritable);
        if (failure is not null)
        {
            WriteError(failure);
        }
        else if (PassThru)
        {
            WriteObject(file);
        }
    }
}
