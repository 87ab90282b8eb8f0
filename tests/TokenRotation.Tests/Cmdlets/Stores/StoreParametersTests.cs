using System.Management.Automation;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Cmdlets.Stores;

public sealed class StoreParametersTests
{
    private static readonly SessionScript NoSession = (_, _) =>
        throw new InvalidOperationException("Nothing is run to open a store.");
    private static readonly ScriptBlock Script = ScriptBlock.Create(string.Empty);

    [Theory]
    [InlineData("Vault", "ParameterMissing")]
    [InlineData("Retrieve", "ParameterMissing")]
    [InlineData("Discard Store", "ParameterMissing")]
    [InlineData("Discard Retrieve", "ParameterMissing")]
    [InlineData("Vault SecretName Store", "ParametersContradict")]
    [InlineData("Vault SecretName Retrieve", "ParametersContradict")]
    [InlineData("Vault SecretName Discard", "ParametersContradict")]
    [InlineData("AllowExitCode", "ParameterMissing")]
    [InlineData("Store AllowExitCode", null)]
    [InlineData("", null)]
    [InlineData("Vault SecretName", null)]
    [InlineData("Store", null)]
    [InlineData("Store SecretName", null)]
    [InlineData("Store Retrieve", null)]
    [InlineData("Store Retrieve Discard SecretName", null)]
    public void Contradictions_are_told(string given, string? errorId)
    {
        var contradiction = Given(given).Contradiction();

        Assert.Equal(errorId, contradiction?.FullyQualifiedErrorId);
        Assert.Equal(errorId is null, string.IsNullOrEmpty(contradiction?.ErrorDetails.RecommendedAction));
    }

    [Fact]
    public void Nothing_given_is_the_pipeline() => Assert.Null(Given(string.Empty).Open(NoSession));

    [Fact]
    public void A_vault_is_a_store_named_by_the_template()
    {
        var destination = Given("Vault SecretName").Open(NoSession)!;

        var (store, name) = Assert.Single(destination.Entries);
        Assert.IsType<SecretManagementStore>(store);
        Assert.Null(destination.Receiver);
        Assert.Equal("dt-reader", name.Of("reader", "abc").Current);
    }

    [Fact]
    public void Every_name_is_an_entry_in_every_vault_and_a_vault_that_is_named_twice_is_one()
    {
        var destination = new StoreParameters { Vault = ["Ops", "Backup", "OPS"], SecretName = ["a", "b"] }.Open(NoSession);

        var entries = SecretDestination.PlacesOf(destination, "abc").EntriesOf("reader");

        Assert.Equal(
            ["'Ops' a", "'Ops' b", "'Backup' a", "'Backup' b"],
            entries.Select(one => $"{one.Store.Replace("The vault ", string.Empty, StringComparison.Ordinal)} {one.Entry}"));
    }

    [Fact]
    public void Templates_that_come_to_one_entry_are_one()
    {
        var destination = new StoreParameters { Vault = ["Ops"], SecretName = ["{Name}", "Reader"] }.Open(NoSession);

        Assert.Single(SecretDestination.PlacesOf(destination, "abc").EntriesOf("reader"));
    }

    [Fact]
    public void Store_with_retrieve_is_a_store_and_without_it_a_receiver()
    {
        var readable = Given("Store Retrieve").Open(NoSession)!;
        var unreadable = Given("Store").Open(NoSession)!;

        Assert.IsType<ScriptBlockStore>(Assert.Single(readable.Entries).Store);
        Assert.Null(readable.Receiver);
        Assert.NotNull(unreadable.Receiver);
        var (store, name) = Assert.Single(unreadable.Entries);
        Assert.Null(store);
        Assert.Equal("reader", name.Of("reader", "abc").Current);
    }

    [Fact]
    public void A_template_that_is_none_is_refused_when_the_store_is_opened() =>
        Assert.Throws<SecretNameException>(() => (Given("Vault") with { SecretName = ["{Nmae}"] }).Open(NoSession));

    [Theory]
    [InlineData("param($Name, $Token) $kept[$Name] = \"$Token\"")]
    [InlineData("param($Name, $Token) Set-Content $Name -Value \"token: $($Token)\"")]
    [InlineData("param($Name, $token) [string] $Token | my-program")]
    [InlineData("param($Name, [string] $Token) my-program $Token")]
    [InlineData("param($Name, $Token) $Token.ToString()")]
    [InlineData("param($Name, $Token) '{0}: {1}' -f $Name, $Token")]
    [InlineData("param($Name, $Token) @{ token = \"$Token\" } | ConvertTo-Json | my-program")]
    public void Text_of_a_SecureString_is_refused(string store)
    {
        var contradiction = (Given("Store") with { Store = ScriptBlock.Create(store) }).Contradiction();

        Assert.Equal("TokenAsText", contradiction?.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("param($Name, $Token, $TokenId) \"$Name $TokenId\"; Set-MySecret $Name $Token")]
    [InlineData("param($Name, [securestring] $Token) [System.Net.NetworkCredential]::new('', $Token).Password | my-program")]
    [InlineData("param($Name, $Token) \"$([System.Net.NetworkCredential]::new('', $Token).Password)\" | my-program")]
    [InlineData("param($Name, $Token) \"$($Token.Length)\"")]
    public void Other_uses_of_it_are_not(string store) =>
        Assert.Null((Given("Store") with { Store = ScriptBlock.Create(store) }).Contradiction());

    private static StoreParameters Given(string names) => new()
    {
        Vault = names.Contains("Vault", StringComparison.Ordinal) ? ["Ops"] : null,
        SecretName = names.Contains("SecretName", StringComparison.Ordinal) ? ["dt-{Name}"] : null,
        Store = names.Contains("Store", StringComparison.Ordinal) ? Script : null,
        Retrieve = names.Contains("Retrieve", StringComparison.Ordinal) ? Script : null,
        Discard = names.Contains("Discard", StringComparison.Ordinal) ? Script : null,
        AllowExitCode = names.Contains("AllowExitCode", StringComparison.Ordinal) ? [2] : null,
    };
}
