using TokenRotation.Secrets;

namespace TokenRotation.Tests.Secrets;

public sealed class SecretNameTests
{
    [Theory]
    [InlineData("dt-rw", "dt-rw")]
    [InlineData("{Name}", "RW-config--prod-")]
    [InlineData("{ID}", "dt0c01-ABC")]
    [InlineData("dt/{environment}/{Name}", "dt/abc12345/RW-config--prod-")]
    [InlineData("team [a]* {Name}{Name}", "team [a]* RW-config--prod-RW-config--prod-")]
    public void Placeholders_are_replaced_and_the_rest_is_kept(string template, string name) =>
        Assert.Equal(name, SecretName.Parse(template).Of("RW config (prod)", "dt0c01.ABC", "abc12345").Current);

    [Fact]
    public void What_a_token_is_called_cannot_name_another_placeholder() =>
        Assert.Equal("-Id-", SecretName.Parse("{Name}").Of("{Id}", "dt0c01.ABC", "abc").Current);

    [Fact]
    public void Letters_of_any_script_are_kept() =>
        Assert.Equal("監視-été", SecretName.Parse("{Name}").Of("監視 été", "dt0c01.ABC", "abc").Current);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{Nmae}")]
    [InlineData("{Name")]
    [InlineData("Name}")]
    [InlineData("{{Name}}")]
    [InlineData("{}")]
    [InlineData("a\nb")]
    public void A_template_that_is_none_is_refused(string template) =>
        Assert.Throws<SecretNameException>(() => SecretName.Parse(template));

    [Fact]
    public void A_whole_token_is_no_entrys_name_and_is_not_repeated()
    {
        var token = NewToken.Text();

        var refused = Assert.Throws<SecretNameException>(() => SecretName.Parse("dt/" + token));

        Assert.Equal(StoreMessages.SecretNameHoldsToken, refused.Message);
    }

    [Theory]
    [InlineData("***")]
    [InlineData("")]
    public void A_token_that_gives_nothing_to_put_in_is_refused(string name) =>
        Assert.Throws<SecretNameException>(() => SecretName.Parse("dt-{Name}").Of(name, "dt0c01.ABC", "abc"));

    [Fact]
    public void No_tokens_entry_is_one_that_a_rotation_keeps_beside_another()
    {
        var slots = SecretName.Parse("{Name}").Of("reader", "dt0c01.ABC", "abc");
        string[] beside = [slots.Previous, slots.Pending("0123abcd"), slots.Canary("0123abcd")];

        Assert.Equal(3, beside.Distinct().Count());
        Assert.All(beside, name => Assert.Throws<SecretNameException>(() => SecretName.Parse("{Name}").Of(name, "dt0c01.ABC", "abc")));
        Assert.All(beside, name => Assert.Matches("^[A-Za-z0-9-]+$", name));
    }
}
