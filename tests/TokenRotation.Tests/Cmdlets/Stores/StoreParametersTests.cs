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
    [InlineData("SecretName", "ParameterMissing")]
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

        Assert.IsType<SecretManagementStore>(destination.Store);
        Assert.Null(destination.Receiver);
        Assert.Equal("dt-reader", destination.Name.Of("reader", "abc").Current);
    }

    [Fact]
    public void Store_with_retrieve_is_a_store_and_without_it_a_receiver()
    {
        var readable = Given("Store Retrieve").Open(NoSession)!;
        var unreadable = Given("Store").Open(NoSession)!;

        Assert.IsType<ScriptBlockStore>(readable.Store);
        Assert.Null(readable.Receiver);
        Assert.Null(unreadable.Store);
        Assert.NotNull(unreadable.Receiver);
        Assert.Equal("reader", unreadable.Name.Of("reader", "abc").Current);
    }

    [Fact]
    public void A_template_that_is_none_is_refused_when_the_store_is_opened() =>
        Assert.Throws<SecretNameException>(() => (Given("Vault") with { SecretName = "{Nmae}" }).Open(NoSession));

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
        Vault = names.Contains("Vault", StringComparison.Ordinal) ? "Ops" : null,
        SecretName = names.Contains("SecretName", StringComparison.Ordinal) ? "dt-{Name}" : null,
        Store = names.Contains("Store", StringComparison.Ordinal) ? Script : null,
        Retrieve = names.Contains("Retrieve", StringComparison.Ordinal) ? Script : null,
        Discard = names.Contains("Discard", StringComparison.Ordinal) ? Script : null,
        AllowExitCode = names.Contains("AllowExitCode", StringComparison.Ordinal) ? [2] : null,
    };
}
