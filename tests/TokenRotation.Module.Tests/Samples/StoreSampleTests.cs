using System.Collections;
using System.Management.Automation;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Samples;

/// <summary>The store samples, each against a stand-in for the command that it calls.</summary>
public sealed class StoreSampleTests : IDisposable
{
    private const string Entry = "dynatrace-RW-config-token";

    private readonly Session _session = new();

    public static TheoryData<string, string, string> Samples => new()
    {
        { "azure-key-vault.ps1", "-VaultName ops", SampleCommands.AzureKeyVault },
        { "hashicorp-vault.ps1", "-Mount kv -Path team", SampleCommands.HashiCorpVault },
        { "kubernetes-secret.ps1", "-Namespace monitoring", SampleCommands.Kubernetes },
    };

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_is_stored_is_read_back_and_can_be_stored_anew_after_it_was_discarded(
        string sample, string arguments, string commands)
    {
        Load(sample, arguments, commands);
        var first = Tokens.Make();
        var second = Tokens.Make();

        Assert.Null(Retrieve());
        Store(first);
        Assert.Equal(first, Retrieve());
        Store(second);
        Assert.Equal(second, Retrieve());
        Run("& $store.Discard $args[0]", Entry);
        Assert.Null(Retrieve());
        Run("& $store.Discard $args[0]", "another");
        Store(first);
        Assert.Equal(first, Retrieve());
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void No_secret_stands_in_an_argument(string sample, string arguments, string commands)
    {
        Load(sample, arguments, commands);
        var token = Tokens.Make();

        Store(token);
        Retrieve();

        var calls = Run("$calls").Select(call => call.ToString()).ToList();
        Assert.NotEmpty(calls);
        Assert.DoesNotContain(calls, call => call!.Contains(token.Split('.')[^1], StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_command_that_fails_is_a_store_that_fails(string sample, string arguments, string commands)
    {
        Load(sample, arguments, commands);
        _session.Run("$global:broken = $true").Succeed();

        foreach (var script in new[] { "& $store.Store $args[0] $args[1] "
            + "'dt0c01.X'", "& $store.Retrieve $args[0]", "& $store.Discard $args[0]" })
        {
            var run = _session.Run(script, Entry, Tenant.Secure(Tokens.Make()));

            Assert.True(run.Failure is not null || run.Errors.Count > 0, script);
            Assert.Contains("permission denied", run.Failure?.Message ?? run.Errors[0].ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Tokens_that_share_a_Kubernetes_secret_keep_their_keys()
    {
        Load("kubernetes-secret.ps1", "-Namespace monitoring", SampleCommands.Kubernetes);
        var (api, ingest, second) = (Tokens.Make(), Tokens.Make(), Tokens.Make());
        _session.Run("$kept['dynakube'] = @{ apiToken = 'b2xk'; tlsCrt = 'Y3J0' }; $owners['dynakube'] = @{ apiToken = "
            + "@('helm'); tlsCrt = @('helm') }").Succeed();

        Store(ingest, "dynakube/dataIngestToken");
        Store(api, "dynakube/apiToken");
        Store(second, "dynakube/apiToken");
        Store(api, "dynakube/apiToken-previous");
        Run("& $store.Discard $args[0]", "dynakube/apiToken-previous");

        Assert.Equal(second, Retrieve("dynakube/apiToken"));
        Assert.Equal(ingest, Retrieve("dynakube/dataIngestToken"));
        Assert.Equal(
            ["apiToken", "dataIngestToken", "tlsCrt"], Run("$kept['dynakube'].Keys").Select(key => key.ToString()).Order());
    }

    private void Load(string sample, string arguments, string commands)
    {
        _session.Run(SampleCommands.Shims + commands).Succeed();
        _session.Run(
            $"$global:store = & '{Path.Combine(BuiltFiles.RepositoryRoot, "samples", "stores", sample)}' {arguments}").Succeed();
        Assert.Equal(
            ["Discard", "Retrieve", "Store"],
            ((IDictionary)Run("$store").Single().BaseObject).Keys.Cast<string>().Where(key => key != "AllowExitCode").Order());
    }

    private void Store(string token, string entry = Entry) =>
        Assert.Empty(Run("& $store.Store $args[0] $args[1] $args[2]", entry, Tenant.Secure(token), Tenant.PublicPart(token)));

    private string? Retrieve(string entry = Entry) =>
        Run("& $store.Retrieve $args[0]", entry).SingleOrDefault()?.BaseObject switch
        {
            null => null,
            string text => text,
            var secret => Tenant.Plain(secret),
        };

    private IReadOnlyList<PSObject> Run(string script, params object?[] arguments) =>
        [.. _session.Run(script, arguments).Succeed().Output.Where(one => one is not null)];
}
