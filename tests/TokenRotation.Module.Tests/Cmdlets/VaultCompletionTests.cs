using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>The vaults of SecretManagement: a function stands in for its command.</summary>
public sealed class VaultCompletionTests
{
    [Fact]
    public void Registered_vaults_are_offered()
    {
        using var session = new Session();
        session.Run(
            "function Get-SecretVault { param($Name) [pscustomobject]@{ Name = 'Ops' }, [pscustomobject]@{ Name = 'My own' } }")
            .Succeed();

        Assert.Equal(["Ops", "'My own'"], session.Offers("Invoke-DtTokenRotation -Vault ").Select(offer => offer.CompletionText));
        Assert.Equal(["Ops"], session.Offers("Invoke-DtTokenRotation -Vault o").Select(offer => offer.CompletionText));
    }

    [Theory]
    [InlineData("")]
    [InlineData("function Get-SecretVault { param($Name) throw 'locked' }")]
    [InlineData("function Get-SecretVault { param($Name) while ($true) { [System.Threading.Thread]::Sleep(20) } }")]
    public void Without_an_answer_there_is_nothing_to_offer(string getSecretVault)
    {
        using var session = new Session();
        session.Run(getSecretVault).Succeed();
        session.Complete("Invoke-DtTokenRotation -");

        Assert.DoesNotContain(
            session.Complete("Invoke-DtTokenRotation -Vault "),
            offer => offer.ToolTip.Contains("SecretManagement", StringComparison.Ordinal));
    }
}
