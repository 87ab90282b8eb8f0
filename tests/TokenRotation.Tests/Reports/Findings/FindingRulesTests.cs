using TokenRotation.Reports.Findings;
using static TokenRotation.Tests.Reports.ReportScene;

namespace TokenRotation.Tests.Reports.Findings;

public sealed class FindingRulesTests
{
    public static TheoryData<DtToken, TokenFindingKind> Wrong => new()
    {
        { Sound() with { ExpirationDate = Now.AddDays(14) }, TokenFindingKind.ExpiringSoon },
        { Sound() with { ExpirationDate = Now }, TokenFindingKind.Expired },
        { Sound() with { LastUsedDate = null }, TokenFindingKind.NeverUsed },
        { Sound() with { LastUsedDate = Now.AddDays(-90), CreationDate = Now.AddDays(-200) }, TokenFindingKind.Unused },
        { Sound() with { ExpirationDate = null }, TokenFindingKind.NeverExpires },
        { Sound() with { Scopes = ["apiTokens.write"] }, TokenFindingKind.ManagesTokens },
        { Sound() with { Owner = " " }, TokenFindingKind.NoOwner },
        { Sound() with
        {
            Enabled = false,
            Name = "x [dtr revoked 20261119T120000Z]",
            LastUsedDate = null,
        }, TokenFindingKind.RevokedAndDue },
        { Sound() with
        {
            Enabled = false,
            LastUsedDate = Now.AddDays(-91),
            CreationDate = Now.AddDays(-200),
        }, TokenFindingKind.RevokedLongAgo },
        { Sound() with { Owner = "SyntheticTokenProviderWorker", ExpirationDate = null }, TokenFindingKind.Automatic },
        { Sound() with
        {
            AdditionalMetadata = new Dictionary<string, string> { ["dashboardId"] = "1" },
            ExpirationDate = null,
        }, TokenFindingKind.Sharing },
        { Sound() with { Name = "x [dtr revoked 20261126T120000Z by dt0c01.OTHER]" }, TokenFindingKind.RotationNeedsAttention },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_token_with_one_thing_wrong_is_one_finding(DtToken token, TokenFindingKind kind)
    {
        var finding = Assert.Single(FindingsOf(token));

        Assert.Equal(kind, finding.Kind);
        Assert.Equal((token.Id, token.Environment, token.Name), (finding.Id, finding.Environment, finding.Name));
        Assert.Contains(token.Id, finding.Command, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Advice);
    }

    [Theory]
    [InlineData("apiTokens.write", "about_DtRotation_Incident")]
    [InlineData("metrics.read", null)]
    public void A_finding_that_a_leak_makes_worse_names_the_page_of_an_incident(string scope, string? topic) =>
        Assert.Equal(topic, Assert.Single(
            FindingsOf(Sound() with { Scopes = [scope], LastUsedDate = scope == "metrics.read" ? null : Now })).Help);

    [Fact]
    public void A_sound_token_is_none() =>
        Assert.Empty(FindingsOf(Sound(), Sound("dt0c01.SECOND") with { ExpirationDate = Now.AddDays(14).AddSeconds(1) }));

    [Fact]
    public void An_expired_token_that_was_in_use_is_worse_and_all_come_in_order_of_harm()
    {
        var findings = FindingsOf(
            Sound("dt0c01.A") with { ExpirationDate = null },
            Sound("dt0c01.B") with { ExpirationDate = Now.AddDays(-2), LastUsedDate = Now.AddDays(-20) },
            Sound("dt0c01.C") with { ExpirationDate = Now.AddDays(-2), LastUsedDate = Now.AddDays(-2) },
            Sound("dt0c01.D") with { ExpirationDate = Now.AddDays(3) });

        Assert.Equal(["dt0c01.D", "dt0c01.C", "dt0c01.B", "dt0c01.A"], findings.Select(finding => finding.Id));
        Assert.Equal(FindingSeverity.High, findings[1].Severity);
    }

    [Fact]
    public void Only_more_scopes_than_nearly_all_others_are_many()
    {
        var many = Enumerable.Range(0, 12).Select(i => $"scope{i}.read").ToList();
        var tokens = Enumerable.Range(0, 40).Select(i => Sound($"dt0c01.S{i}")).ToList();

        Assert.Equal("dt0c01.MANY", Assert.Single(FindingsOf([.. tokens, Sound("dt0c01.MANY") with { Scopes = many }])).Id);
        Assert.Empty(FindingsOf([.. tokens.Select(token => token with { Scopes = many })]));
    }

    [Fact]
    public void An_owner_is_unknown_only_where_the_admin_has_said_who_is_known()
    {
        var options = new FindingOptions { IsKnownOwner = owner => owner != "a@example.com" };

        Assert.Equal(TokenFindingKind.UnknownOwner, Assert.Single(FindingRules.Of(InventoryOf(Sound()), options)).Kind);
    }

    [Theory]
    [InlineData("dt0c01.ABC", "dt0c01.ABC")]
    [InlineData("a b", "'a b'")]
    [InlineData("x'; Remove-Item *", "'x''; Remove-Item *'")]
    [InlineData("$(1)", "'$(1)'")]
    public void What_a_server_chose_is_one_word_of_a_command(string value, string word) =>
        Assert.Equal(word, CommandText.Word(value));
}
