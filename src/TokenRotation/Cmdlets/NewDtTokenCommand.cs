using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Binding.Descriptions;
using TokenRotation.Cmdlets.Binding.Platform;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Specs;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Creates tokens: from parameters, as copies of tokens piped in, or from spec files in version control. A new classic token
/// belongs to the owner of the token that authenticates, a platform token to whom -User names. Its secret comes out once, as a
/// SecureString.
/// </summary>
[Cmdlet(VerbsCommon.New, "DtToken", DefaultParameterSetName = FromParameters, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtNewToken))]
public sealed class NewDtTokenCommand : DtEnvironmentCmdlet
{
    private const string FromParameters = "Parameters";
    private const string FromToken = "Token";
    private const string FromPath = "Path";
    private const string FromLiteralPath = "LiteralPath";

    /// <summary>The new token's name; names need not be unique.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromParameters)]
    [Parameter(ParameterSetName = FromToken)]
    [ValidateLength(1, NameStamp.MaximumNameLength)]
    public string? Name { get; set; }

    /// <summary>What the new token may do.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FromParameters)]
    [Parameter(ParameterSetName = FromToken)]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Scope { get; set; }

    /// <summary>
    /// A token to copy: its name, its scopes as far as they can still be granted, and its lifetime; or what describes one: a
    /// spec file, its text, a row of a CSV file, an object of JSON, or a token from a file or another process.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = FromToken, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Spec files in the shape of the API's create payload, with wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FromPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Spec files, taken as they are written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FromLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>How long the new token lives: 90d, 12h, a TimeSpan. Without this and -ExpirationDate it never expires.</summary>
    [Parameter(ParameterSetName = FromParameters)]
    [Parameter(ParameterSetName = FromToken)]
    [Alias("ExpiresIn")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration? Lifetime { get; set; }

    /// <summary>When the new token expires: a date, or now+90d.</summary>
    [Parameter(ParameterSetName = FromParameters)]
    [Parameter(ParameterSetName = FromToken)]
    [ArgumentCompleter(typeof(DateCompleter))]
    public DtDate? ExpirationDate { get; set; }

    /// <summary>
    /// Where a platform token works: environments by ID, address or URN, or the account for all of its environments.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ResourceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Resource { get; set; }

    /// <summary>
    /// Who shall own a platform token: an e-mail address, which the account is asked for once, or the user's UUID. Without it,
    /// the owner of the token that is copied, or the user that the OAuth client acts for.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(OwnerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>Makes a personal access token of the caller. API v2 only.</summary>
    [Parameter(ParameterSetName = FromParameters)]
    public SwitchParameter PersonalAccessToken { get; set; }

    /// <summary>Emits the token as plain text instead of a SecureString.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Lifetime is not null && ExpirationDate is not null)
        {
            ThrowTerminatingError(ErrorRecords.ParametersContradict(nameof(Lifetime), nameof(ExpirationDate)));
        }

        foreach (var connection in ResolveConnections())
        {
            switch (ParameterSetName)
            {
                case FromToken:
                    CreateFromInput(connection, InputObject!);
                    break;
                case FromPath:
                case FromLiteralPath:
                    CreateFromFiles(connection);
                    break;
                default:
                    Serve(Name, () => Create(connection, Wanted()));
                    break;
            }
        }
    }

    private TokenSpec Wanted() => new()
    {
        Name = Name!,
        Scopes = Scope!,
        Lifetime = Lifetime,
        ExpirationDate = ExpirationDate,
        PersonalAccessToken = PersonalAccessToken,
    };

    private void CreateFromInput(Connection connection, PSObject input)
    {
        switch (input.BaseObject)
        {
            case DtToken token:
                Serve(token.Id, () => Create(connection, Copy(connection, token)));
                break;
            case FileInfo file:
                Serve(file.FullName, () => CreateFromFile(connection, new SpecFiles(this).TextOf(file.FullName)));
                break;
            case string text when text.TrimStart().StartsWith("{", StringComparison.Ordinal):
                Serve(null, () => CreateFromFile(connection, SpecText.Of(text, nameof(InputObject))));
                break;
            case string:
                Serve(null, () => throw new TokenDescriptionException(CmdletMessages.DescribesNoToken));
                break;
            default:
                Serve(null, () => Create(connection, Described(connection, new TokenDescription(input, Name, Scope))));
                break;
        }
    }

    private TokenSpec Described(Connection connection, TokenDescription described)
    {
        if (described.IsOfToken)
        {
            return Copy(connection, described.AsToken(connection.Api.Environment));
        }

        var spec = described.AsSpec();
        return spec with
        {
            Lifetime = Lifetime ?? (ExpirationDate is null ? spec.Lifetime : null),
            ExpirationDate = ExpirationDate ?? (Lifetime is null ? spec.ExpirationDate : null),
        };
    }

    private TokenSpec Copy(Connection connection, DtToken token)
    {
        WarnOfOtherOwner(connection, token);
        return new TokenSpec
        {
            Name = Name ?? NameStamp.Read(token.Name).BaseName,
            Scopes = Scope ?? GrantableScopes(token),
            Lifetime = Lifetime ?? (ExpirationDate is null ? SuccessorPlan.LifetimeOf(token) : null),
            ExpirationDate = ExpirationDate,
            Resource = token.Resource,
            User = connection.IsAccount ? token.Owner : null,
            PersonalAccessToken = token.PersonalAccessToken,
        };
    }

    // What no new token can be given any more is named in a warning.
    private string[] GrantableScopes(DtToken token)
    {
        var retired = token.Scopes.Intersect(ApiScopes.NotGrantable).ToList();
        if (retired.Count > 0)
        {
            WriteWarning(CmdletMessages.ScopesDropped(token, retired));
        }

        return token.Scopes.Except(retired).ToArray();
    }

    // A new token belongs to the caller's owner.
    private void WarnOfOtherOwner(Connection connection, DtToken token)
    {
        var owner = connection.IsAccount ? null : connection.Caller.Owner;
        if (owner is not null && token.Owner is not null && owner != token.Owner)
        {
            WriteWarning(CmdletMessages.OwnerChanges(token, owner));
        }

        if (token.PersonalAccessToken)
        {
            WriteWarning(CmdletMessages.PersonalToken(token));
        }
    }

    private void CreateFromFiles(Connection connection)
    {
        var files = new SpecFiles(this);
        foreach (var file in files.Named(Path, LiteralPath))
        {
            Serve(file, () => CreateFromFile(connection, files.TextOf(file)));
        }
    }

    private void CreateFromFile(Connection connection, SpecText? text)
    {
        if (text is not null)
        {
            Create(connection, Read(connection, text));
        }
    }

    private TokenSpec Read(Connection connection, SpecText text)
    {
        var read = TokenSpecFile.Read(text, connection.Api.ServerTime);
        foreach (var warning in read.Warnings)
        {
            WriteWarning(warning);
        }

        return read.Spec;
    }

    private void Create(Connection connection, TokenSpec described)
    {
        var spec = described with { Resource = Resource ?? described.Resource, User = User ?? described.User };
        if (NewTokenFaults.Of(spec, connection, WriteWarning) is { } fault)
        {
            WriteError(fault);
            return;
        }

        spec = spec with { Resource = ResourceNames.UrnsOf(spec.Resource) };

        var api = connection.Api;
        var target = CmdletMessages.NewTarget(spec.Name, api.Environment);
        if (!ShouldProcess(target, CmdletMessages.ActionCreate(connection.IsAccount)))
        {
            return;
        }

        var created = Await(
            spec.Name,
            stopping => Audit.ChangeAsync(
                connection,
                AuditStep.Create,
                tokenId: null,
                spec.Name,
                () => api.CreateAsync(spec, stopping),
                token => token.Id));
        using var secret = created.Token;
        // API v1 does not answer with the expiry, nor does an account, which does not tell the owner either.
        var isIncomplete = connection.IsAccount
            || (created.ExpirationDate is null && (spec.Lifetime is not null || spec.ExpirationDate is not null));
        var seen = isIncomplete ? Await(created.Id, stopping => api.ReadBackAsync(created.Id, stopping)) : null;
        var expiry = created.ExpirationDate ?? seen?.ExpirationDate;
        WriteObject(new DtNewToken(api.Environment, spec, created with { ExpirationDate = expiry }, AsPlainText)
        {
            Owner = seen?.Owner,
        });
        WarnOfUnwantedOwner(spec, seen);
    }

    private void WarnOfUnwantedOwner(TokenSpec spec, DtToken? seen)
    {
        if (spec.User is { } wanted && wanted.Contains('@') && seen?.Owner is { } owner
            && !string.Equals(owner, wanted.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            WriteWarning(AccountTexts.OtherOwner(seen, wanted));
        }
    }
}
