using TokenRotation.Secrets;

namespace TokenRotation.Tests.Secrets;

public sealed class SecretNameTests
{
    [Theory]
    [InlineData("dt-rw", "dt-rw")]
    [InlineData("{Name}", "RW-config--prod-")]
    [InlineData("dt/{environment}/{Name}", "dt/abc12345/RW-config--prod-")]
    [InlineData("team [a]* {Name}{Name}", "team [a]* RW-config--prod-RW-config--prod-")]
    public void Placeholders_are_replaced_and_the_rest_is_kept(string template, string name) =>
        Assert.Equal(name, SecretName.Parse(template).Of("RW config (prod)", "abc12345").Current);

    [Fact]
    public void What_a_token_is_called_cannot_name_another_placeholder() =>
        Assert.Equal("-Environment-", SecretName.Parse("{Name}").Of("{Environment}", "abc").Current);

    [Theory]
    [InlineData("{Id}")]
    [InlineData("dt-{ID}-{Name}")]
    public void What_changes_with_every_rotation_names_no_entry(string template) =>
        Assert.Equal(
            StoreMessages.SecretNameChanges, Assert.Throws<SecretNameException>(() => SecretName.Parse(template)).Message);

    [Fact]
    public void Letters_of_any_script_are_kept() =>
        Assert.Equal("監視-été", SecretName.Parse("{Name}").Of("監視 été", "abc").Current);

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
        Assert.Throws<SecretNameException>(() => SecretName.Parse("dt-{Name}").Of(name, "abc"));

    [Fact]
    public void No_tokens_entry_is_one_that_a_rotation_keeps_beside_another()
    {
        var slots = SecretName.Parse("{Name}").Of("reader", "abc");
        string[] beside = [slots.Previous, slots.Pending("dt0c01.0123ABCD"), slots.Canary];

        Assert.Equal(3, beside.Distinct().Count());
        Assert.All(beside, name => Assert.Throws<SecretNameException>(() => SecretName.Parse("{Name}").Of(name, "abc")));
        Assert.All(beside, name => Assert.Matches("^[A-Za-z0-9-]+$", name));
    }
}
