using TokenRotation.Api.Connecting;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Api.Connecting;

public class EnvironmentUrlTests
{
    [Theory]
    [InlineData("https://abc12345.live.dynatrace.com", "https://abc12345.live.dynatrace.com", "abc12345")]
    [InlineData("abc12345.live.dynatrace.com", "https://abc12345.live.dynatrace.com", "abc12345")]
    [InlineData("  https://ABC12345.Live.Dynatrace.com//  ", "https://abc12345.live.dynatrace.com", "abc12345")]
    [InlineData("https://abc12345.apps.dynatrace.com", "https://abc12345.live.dynatrace.com", "abc12345")]
    [InlineData(
        "https://abc12345.apps.dynatrace.com/ui/apps/dynatrace.classic.tokens",
        "https://abc12345.live.dynatrace.com",
        "abc12345")]
    [InlineData("https://abc12345.dev.apps.dynatracelabs.com/", "https://abc12345.dev.dynatracelabs.com", "abc12345")]
    [InlineData("https://abc12345.sprint.apps.dynatracelabs.com/", "https://abc12345.sprint.dynatracelabs.com", "abc12345")]
    [InlineData(
        "https://abc12345.live.dynatrace.com/ui/access-tokens?gtf=-2h#top", "https://abc12345.live.dynatrace.com", "abc12345")]
    [InlineData("https://abc12345.live.dynatrace.com//api/v2/apiTokens", "https://abc12345.live.dynatrace.com", "abc12345")]
    [InlineData("https://abc12345.live.dynatrace.com:443/", "https://abc12345.live.dynatrace.com", "abc12345")]
    [InlineData("https://dt.example.com/e/0a1b-2c3d", "https://dt.example.com/e/0a1b-2c3d", "0a1b-2c3d")]
    [InlineData("https://dt.example.com/e/0a1b-2c3d/#settings;gf=all", "https://dt.example.com/e/0a1b-2c3d", "0a1b-2c3d")]
    [InlineData("https://dt.example.com//e//0a1b-2c3d//api/v2/", "https://dt.example.com/e/0a1b-2c3d", "0a1b-2c3d")]
    [InlineData("https://gate.example.com:9999/e/0a1b/api/v1", "https://gate.example.com:9999/e/0a1b", "0a1b")]
    [InlineData("gate.example.com:9999/e/0a1b", "https://gate.example.com:9999/e/0a1b", "0a1b")]
    [InlineData("https://gateway.example.com/dynatrace/e/0a1b", "https://gateway.example.com/dynatrace/e/0a1b", "0a1b")]
    [InlineData("https://gateway.example.com//a/b//e/0a1b/api/v2", "https://gateway.example.com/a/b/e/0a1b", "0a1b")]
    [InlineData("https://dt.example.com/e/0a1b/ui/e/9", "https://dt.example.com/e/0a1b", "0a1b")]
    [InlineData("abc12345", "https://abc12345.live.dynatrace.com", "abc12345")]
    [InlineData("ABC12345", "https://abc12345.live.dynatrace.com", "abc12345")]
    [InlineData("https://dt.ex\u00e4mple.com/e/0a1b", "https://dt.xn--exmple-cua.com/e/0a1b", "0a1b")]
    [InlineData("https://dt.example.com", "https://dt.example.com", "dt.example.com")]
    [InlineData("http://127.0.0.1:8420/", "http://127.0.0.1:8420", "127.0.0.1:8420")]
    [InlineData("http://localhost:8420/e/abc", "http://localhost:8420/e/abc", "abc")]
    [InlineData("http://[::1]:8420", "http://[::1]:8420", "[::1]:8420")]
    public void What_an_admin_pastes_becomes_the_base_url(string pasted, string text, string id)
    {
        var url = EnvironmentUrl.Parse(pasted);

        Assert.Equal((text, id), (url.Text, url.Id));
        Assert.Equal(url, EnvironmentUrl.Parse(url.Text));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "empty")]
    [InlineData("https://", "no web address")]
    [InlineData("http://abc12345.live.dynatrace.com", "https")]
    [InlineData("ftp://abc12345.live.dynatrace.com", "ftp://")]
    [InlineData("file:///etc/passwd", "no web address")]
    [InlineData("https://user:password@abc12345.live.dynatrace.com", "password")]
    [InlineData("two words", "no web address")]
    [InlineData("https://[id-environment].live.dynatrace.com", "placeholder")]
    [InlineData("https://{your-environment-id}.live.dynatrace.com/api", "placeholder")]
    [InlineData("https://{your-domain}/e/{your-environment-id}", "placeholder")]
    [InlineData("https://<environment>.live.dynatrace.com", "placeholder")]
    [InlineData("https://your-environment-id.live.dynatrace.com", "placeholder")]
    [InlineData("\u202E.c://ho[st:9999/e/x", "no web address")]
    public void What_is_no_environment_is_refused_with_a_reason(string pasted, string reason)
    {
        var refused = Assert.Throws<EnvironmentUrlException>(() => EnvironmentUrl.Parse(pasted));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("user:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_in_place_of_the_address_is_refused_and_not_repeated()
    {
        var token = NewToken.Classic();

        var refused = Assert.Throws<EnvironmentUrlException>(() => EnvironmentUrl.Parse(token.Reveal()));

        Assert.DoesNotContain(NewToken.SecretPartOf(token), refused.ToString(), StringComparison.OrdinalIgnoreCase);
    }
}
