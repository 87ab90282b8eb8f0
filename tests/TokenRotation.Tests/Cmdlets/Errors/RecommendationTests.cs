using System.Management.Automation;
using System.Management.Automation.Host;
using System.Reflection;
using System.Text.RegularExpressions;
using TokenRotation.Api;
using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Binding.Descriptions;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Fleets;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Reports.Inventories;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Steps;
using TokenRotation.Secrets;
using TokenRotation.Specs;
using TokenRotation.Specs.Fleets;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Cmdlets.Errors;

/// <summary>Every error recommends something, and what it recommends is there.</summary>
public sealed partial class RecommendationTests
{
    private static readonly FailedRequest Request = new("POST", "/api/v2/apiTokens", 400);

    // A sentence that recommends begins with what is to be done.
    private static readonly HashSet<string> Imperatives =
    [
        "Add", "Change", "Check", "Choose", "Connect", "Copy", "Correct", "Create", "Do", "Give", "Have", "Leave", "Look", "Make",
        "Name", "Pass", "Press", "Put", "Run", "See", "Use", "Wait",
    ];

    public static TheoryData<string> Kinds => [.. Records().Select(record => record.Of).Distinct()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_error_says_what_to_do_by_commands_that_exist(string kind)
    {
        foreach (var (_, record) in Records().Where(record => record.Of == kind))
        {
            var advice = record.ErrorDetails.RecommendedAction;

            Assert.True(Sentence().Split(advice).Any(sentence => Imperatives.Contains(Word().Match(sentence).Value)), advice);
            Assert.Empty(NamedCommands.MissingIn(advice));
            Assert.Empty(NamedCommands.MissingIn(record.ErrorDetails.Message));
        }
    }

    [Fact]
    public void Every_id_is_that_of_an_error() =>
        Assert.Equal(
            typeof(ErrorIds).GetFields().Select(field => field.Name).Order(StringComparer.Ordinal),
            Records().Select(record => record.Record.FullyQualifiedErrorId).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Texts_name_no_command_and_no_parameter_that_is_not_there()
    {
        var root = Path.Combine(RepositoryRoot, "src", "TokenRotation");
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => TextFile().IsMatch(Path.GetFileNameWithoutExtension(file)))
            .ToList();
        // As the compiler joins them; comments are no texts.
        var texts = files.ToDictionary(
            file => Path.GetFileName(file),
            file => Joint().Replace(Comment().Replace(File.ReadAllText(file), string.Empty), string.Empty));

        Assert.InRange(texts.Values.Sum(NamedCommands.CountIn), 60, int.MaxValue);
        Assert.Empty(texts.SelectMany(text => NamedCommands.MissingIn(text.Value).Select(missing => $"{text.Key}: {missing}")));
    }

    [Fact]
    public void The_recovery_topic_has_a_cause_and_a_way_out_for_every_id()
    {
        var topic = File.ReadAllText(Path.Combine(RepositoryRoot, "docs", "en-US", "about_DtRotation_Recovery.md"));
        var entries = Entry().Matches(topic[topic.IndexOf("## ERROR IDS", StringComparison.Ordinal)..]);

        Assert.Equal(
            typeof(ErrorIds).GetFields().Select(field => field.Name).Order(StringComparer.Ordinal),
            entries.Select(entry => entry.Groups["id"].Value));
        Assert.All(entries, entry =>
        {
            var text = Space().Replace(entry.Groups["text"].Value, " ");
            Assert.True(Sentence().Split(text).Skip(1).Any(sentence => Imperatives.Contains(Word().Match(sentence).Value)
                || NamedCommands.CountIn(sentence) > 0), text);
            Assert.Empty(NamedCommands.MissingIn(text));
        });
    }

    [Theory]
    [InlineData("plain", "Find-DtToken -Name plain.")]
    [InlineData("two words", "Find-DtToken -Name 'two words'.")]
    [InlineData("it's", "Find-DtToken -Name 'it''s'.")]
    public void A_lost_creation_is_looked_for_by_its_name(string name, string command) =>
        Assert.Contains(command, AdviceOnLost(name), StringComparison.Ordinal);

    [Fact]
    public void A_lost_creation_of_a_rotation_is_left_to_the_rotation()
    {
        var advice = AdviceOnLost("RW config token [dtr pending ABCDEFGHIJ of dt0c01.AAAA @-]");

        Assert.DoesNotContain("[dtr", advice, StringComparison.Ordinal);
        Assert.Contains("again", advice, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_found()
    {
        Assert.Equal(["Find-Nothing"], NamedCommands.MissingIn("Run Find-Nothing -Id x."));
        Assert.Equal(["Find-DtToken -Nonsense"], NamedCommands.MissingIn("Run Find-DtToken -Id x -Nonsense."));
        Assert.Equal(["-Nonsense"], NamedCommands.MissingIn("Give -Nonsense."));
        Assert.Empty(NamedCommands.MissingIn("Raise -MaximumRetryCount of Connect-DtEnvironment; add -Confirm:$false."));
    }

    private static string RepositoryRoot =>
        typeof(RecommendationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    private static string AdviceOnLost(string name) =>
        ErrorRecords.For(new CreateOutcomeUnknownException("lost", Request, null) { TokenName = name }, name)
            .ErrorDetails.RecommendedAction;

    private static IEnumerable<(string Of, ErrorRecord Record)> Records() =>
        Failures().Select(failure => (failure.GetType().Name, ErrorRecords.For(failure, "target"))).Concat(FromFactories());

    private static IEnumerable<(string Of, ErrorRecord Record)> FromFactories() =>
        from factory in new[] { typeof(ErrorRecords), typeof(AccountErrorRecords), typeof(FileErrors) }
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public))
        where factory.ReturnType == typeof(ErrorRecord) && factory.Name != nameof(ErrorRecords.For)
        from host in new[] { "ConsoleHost", "ServerRemoteHost" }
        let arguments = factory.GetParameters().Select(parameter => Sample(parameter, host)).ToArray()
        select (factory.Name, (ErrorRecord)factory.Invoke(null, arguments)!);

    private static object? Sample(ParameterInfo parameter, string host) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => parameter.Name switch
        {
            "id" => "dt0c01.AAAA",
            "first" or "given" => "Vault",
            "second" or "needed" => "SecretName",
            "nearest" => "metrics.read",
            _ => "a text",
        },
        var type when type == typeof(DtToken) =>
            new DtToken { Id = "dt0c01.AAAA", Name = "a token", Environment = "https://a.example.com" },
        var type when type == typeof(EnvironmentReference) => new EnvironmentReference("abc12345"),
        var type when type == typeof(IReadOnlyList<string>) => new[] { "dt0c01.AAAA", "dt0c01.BBBB" },
        var type when type == typeof(ReportFileException) => ReportFileException.Unreadable("report.json", "it is empty."),
        var type when type == typeof(ApiToken) => NewToken.Classic(),
        var type when type == typeof(TokenNotFoundException) => new TokenNotFoundException("There is none.", Request),
        var type when type == typeof(ApiTokenFormatException) => NoToken(),
        var type when type == typeof(PSHost) => new NamedHost(host),
        var type => Activator.CreateInstance(type),
    };

    private static IEnumerable<Exception> Failures() =>
    [
        new UnauthorizedException("x", Request),
        new ForbiddenException("x", Request, []),
        new ForbiddenException("x", Request, ["apiTokens.read"]),
        new TokenNotFoundException("x", Request),
        new RateLimitedException("x", Request, null),
        new OwnTokenException("x", Request),
        new InvalidRequestException("x", Request, []),
        new TokenCreationDisabledException("x", Request),
        new CreateOutcomeUnknownException("x", Request, null) { TokenName = "a token" },
        new CreateOutcomeUnknownException("x", Request, null),
        new UnreachableException("x", Request, null),
        .. Enum.GetValues<TlsRemedy>().Select(remedy => new TlsException("x", Request, null) { Remedy = remedy }),
        new MalformedResponseException("x", Request),
        new ServerFailedException("x", Request),
        .. Enum.GetValues<AccessTokenFault>().Select(fault => new AccessTokenException("x", null, fault)),
        new TokenApiException("x", Request),
        new TokenUrlException("x"),
        new AccountAddressException("x"),
        new EnvironmentUrlException("x"),
        new UnsupportedCredentialException("x", ApiTokenKind.ActiveGate),
        new TokenSpecFileException("tokens.json", []),
        new TokenDescriptionException("x"),
        new FleetFileException(new TokenSpecFileException("fleet.json", [])),
        new ShardException("x"),
        new FleetCredentialException("x"),
        NoToken(),
        new AuditLogException("x"),
        new SecretNameException("x"),
        new NotATokenException("x"),
        new SecretStoreException("x"),
        new RotationRefusedException("x"),
        new RotationStalledException("x"),
        new ProcessEndingException(),
        new SuccessorNotVerifiedException("x", null),
        new ConsumerNotToldException("x"),
    ];

    private static ApiTokenFormatException NoToken() => Assert.Throws<ApiTokenFormatException>(() => ApiToken.Parse("two words"));

    [GeneratedRegex(@"(?<=[.:;]) |, or |, (?:then )")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^- (?<id>\w+): (?<text>.+(?:\n  .+)*)", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"\b[A-Z][a-z]+")]
    private static partial Regex Word();

    [GeneratedRegex("(Messages|Reasons|Texts|Endings|Files|Traits|Actions|FailureTable)$")]
    private static partial Regex TextFile();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"""\s*\+ \$?""")]
    private static partial Regex Joint();
}
