using System.Collections.Concurrent;
using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Binding.Descriptions;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Specs;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Writes the spec file of tokens that exist: what New-DtToken -Path makes such tokens from, and Invoke-DtTokenRotation -Path
/// keeps. It holds names, scopes and lifetimes, and never a secret. Nothing is changed in any environment.
/// </summary>
[Cmdlet(VerbsData.Export, "DtTokenSpec", DefaultParameterSetName = ById)]
[OutputType(typeof(FileInfo))]
public sealed class ExportDtTokenSpecCommand : DtTokenCmdlet
{
    private readonly ConcurrentDictionary<(string Environment, string Id), DtToken> _tokens = new();

    /// <summary>The file. One that exists is replaced.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public override TokenReference[] Id { get; set; } = [];

    /// <summary>Emits the file that was written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    private protected override bool Concerns(DtToken token) => token.Enabled;

    /// <inheritdoc/>
    private protected override Task ProcessTokenAsync(Connection connection, DtToken token, CancellationToken stopping)
    {
        _tokens[(token.Environment, token.Id)] = token;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        var exported = new ExportedTokens([.. _tokens.Values]);
        var specs = exported.Specs();
        foreach (var warning in exported.Warnings)
        {
            WriteWarning(warning);
        }

        foreach (var (token, reason) in exported.Refusals)
        {
            WriteError(FileErrors.TokenNotExported(token, reason));
        }

        if (specs.Count == 0)
        {
            WriteWarning(ExportMessages.NothingExported);
            return;
        }

        Write(specs);
    }

    // In memory first: a file that cannot be made leaves the one before it alone.
    private void Write(IReadOnlyList<WrittenSpec> specs)
    {
        using var made = new MemoryStream();
        SpecFileWriter.Write(made, specs);
        var (file, failure) = ReportFiles.Save(SessionState, Path, made.ToArray(), FileErrors.SpecFileNotWritable);
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
