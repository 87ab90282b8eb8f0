using System.Diagnostics;
using System.Reflection;
using System.Security;
using System.Text.Json;
using FsCheck.Xunit;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Secrets;

public class ApiTokenTests
{
    private static readonly JsonSerializerOptions WithFields = new() { IncludeFields = true };

    [Theory]
    [InlineData("dt0c01", 24, ApiTokenKind.Classic)]
    [InlineData("dt0s16", 8, ApiTokenKind.Platform)]
    [InlineData("dt0s02", 8, ApiTokenKind.OAuth)]
    [InlineData("dt0s12", 8, ApiTokenKind.OAuth)]
    [InlineData("dt0g02", 8, ApiTokenKind.ActiveGate)]
    [InlineData("dt0x99", 24, ApiTokenKind.Other)]
    public void The_prefix_tells_the_kind(string prefix, int publicLength, ApiTokenKind kind)
    {
        var text = NewToken.Text(prefix, publicLength);

        var token = ApiToken.Parse(text);

        Assert.Equal(kind, token.Kind);
        Assert.Equal(text[..(prefix.Length + 1 + publicLength)], token.Id);
    }

    [Fact]
    public void A_token_of_the_old_format_has_no_id()
    {
        var token = ApiToken.Parse(NewToken.OldFormatText());

        Assert.Equal(ApiTokenKind.OldFormat, token.Kind);
        Assert.Null(token.Id);
        Assert.Equal(ApiToken.NoPublicPart, token.ToString());
    }

    [Theory]
    [InlineData(" ", "")]
    [InlineData("", " ")]
    [InlineData("", "\n")]
    [InlineData("\t", "")]
    public void Surrounding_white_space_is_refused_with_words_that_help(string before, string after)
    {
        var refused = Assert.Throws<ApiTokenFormatException>(() => ApiToken.Parse(before + NewToken.Text() + after));

        Assert.Contains("white space", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_is_cut_short_is_refused_and_not_repeated()
    {
        var text = NewToken.Text()[..^3];

        var refused = Assert.Throws<ApiTokenFormatException>(() => ApiToken.Parse(text));

        Assert.DoesNotContain(text[^20..], refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dt0c01.{0}abcdefgh.{1}extra", "dt0c01.{0}abcdefgh", true)]
    [InlineData("dt1c01.{0}.{1}", "dt1c01.{0}", true)]
    [InlineData("dt9~{0}~{1}", null, false)]
    [InlineData("new:{0}:{1}:{1}", null, false)]
    public void A_form_that_is_newer_than_this_module_is_taken_from_a_store(string form, string? id, bool isTakenAnywhere)
    {
        var parts = NewToken.Classic().Reveal().Split('.');
        string Filled(string text) =>
            text.Replace("{0}", parts[1], StringComparison.Ordinal).Replace("{1}", parts[2], StringComparison.Ordinal);

        var token = ApiToken.Stored(Filled(form));
        using var copy = token.Copy();

        Assert.Equal((Filled(form), id is null ? null : Filled(id)), (token.Reveal(), token.Id));
        Assert.Equal(token, copy);
        Assert.DoesNotContain(parts[2], token.ToString(), StringComparison.Ordinal);
        Assert.Equal(isTakenAnywhere, Record.Exception(() => ApiToken.Parse(Filled(form))) is null);
    }

    [Theory]
    [InlineData("{\"token\":\"VALUE\"}")]
    [InlineData("https://abc12345.live.dynatrace.com/api/v2/VALUE")]
    [InlineData("Token=VALUE;Url=a")]
    [InlineData("Api-Token VALUE")]
    public void What_wraps_a_token_is_none_in_a_store_either(string pattern)
    {
        var text = pattern.Replace("VALUE", NewToken.Text(), StringComparison.Ordinal);

        Assert.Throws<ApiTokenFormatException>(() => ApiToken.Stored(text));
    }

    [Fact]
    public void A_token_that_is_cut_short_is_none_in_a_store_either() =>
        Assert.Throws<ApiTokenFormatException>(() => ApiToken.Stored(NewToken.Text()[..^3]));

    [Fact]
    public void An_id_alone_is_no_token()
    {
        Assert.Throws<ApiTokenFormatException>(() => ApiToken.Parse(NewToken.Classic().Id!));
    }

    [Fact]
    public void A_secure_string_is_read_like_text()
    {
        var text = NewToken.Text();
        using var secure = new SecureString();
        text.ToList().ForEach(secure.AppendChar);

        Assert.Equal(ApiToken.Parse(text), ApiToken.Parse(secure));
    }

    [Property(Arbitrary = [typeof(IssuedTokenText)])]
    public bool What_is_parsed_is_revealed(string text) => ApiToken.Parse(text).Reveal() == text;

    [Property(Arbitrary = [typeof(IssuedTokenText)])]
    public bool Tokens_are_equal_exactly_when_their_texts_are(string left, string right) =>
        ApiToken.Parse(left).Equals(ApiToken.Parse(right)) == (left == right)
        && ApiToken.Parse(left).GetHashCode() == ApiToken.Parse(left).GetHashCode();

    [Property(Arbitrary = [typeof(IssuedTokenText)])]
    public void Nothing_that_shows_a_token_shows_its_secret(string text)
    {
        var token = ApiToken.Parse(text);
        var secret = NewToken.SecretPartOf(token);

        Assert.All(ShownForms(token), shown => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void Utf8_bytes_are_cleared_after_use()
    {
        var token = NewToken.Classic();

        var (kept, seen) = token.UseUtf8(bytes => (bytes, System.Text.Encoding.UTF8.GetString(bytes)));

        Assert.Equal(token.Reveal(), seen);
        Assert.All(kept, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Utf8_bytes_are_cleared_when_their_user_fails()
    {
        byte[] kept = [];

        Assert.Throws<InvalidOperationException>(() => NewToken.Classic().UseUtf8<int>(bytes =>
        {
            kept = bytes;
            throw new InvalidOperationException();
        }));

        Assert.NotEmpty(kept);
        Assert.All(kept, value => Assert.Equal(0, value));
    }

    private static IEnumerable<string> ShownForms(ApiToken token)
    {
        yield return token.ToString();
        yield return $"{token}";
        yield return JsonSerializer.Serialize(token);
        yield return JsonSerializer.Serialize(token, WithFields);
        yield return typeof(ApiToken).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value;

        // What CliXml, Format-List and a debugger's default view would show.
        const BindingFlags Everything =
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var property in typeof(ApiToken).GetProperties(Everything))
        {
            yield return property.GetValue(token)?.ToString() ?? string.Empty;
        }

        foreach (var field in typeof(ApiToken).GetFields(Everything))
        {
            yield return field.GetValue(token)?.ToString() ?? string.Empty;
        }
    }
}
