using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;

namespace TokenRotation.DesktopSmoke;

/// <summary>A token's life through the client, in both generations of the API.</summary>
internal static class ClientSmoke
{
    private static readonly string[] PrivateAssemblies = ["TokenRotation.Http", "Polly.Core", "System.Text.Json"];

    public static async Task<int> RunAsync(TextReader input, TextWriter output)
    {
        var environment = EnvironmentUrl.Parse(input.ReadLine()!);
        foreach (var version in new[] { ApiVersion.V2, ApiVersion.V1 })
        {
            using var credential = ApiToken.Parse(input.ReadLine()!);
            var options = new ConnectionOptions { Environment = environment, Credential = credential, ApiVersion = version };
            using var connection = await TokenApiConnection.ConnectAsync(options, CancellationToken.None).ConfigureAwait(false);
            await LiveOneLifeAsync(connection, output).ConfigureAwait(false);
        }

        return ReportPlaces(output);
    }

    private static async Task LiveOneLifeAsync(TokenApiConnection connection, TextWriter output)
    {
        var api = connection.Api;
        var created = await api.CreateAsync(
            new TokenSpec { Name = "desktop smoke", Scopes = ["DataExport"], Lifetime = TimeSpan.FromDays(1) },
            CancellationToken.None).ConfigureAwait(false);
        using var secret = created.Token;
        var found = await api.LookupAsync(secret, CancellationToken.None).ConfigureAwait(false);
        Require(found.Id == created.Id && found.Enabled, "the new token is found by its secret");
        var page = await api.ListAsync(new TokenQuery(), null, CancellationToken.None).ConfigureAwait(false);
        Require(page.Tokens.Any(token => token.Id == created.Id), "the new token is listed");
        await api.UpdateAsync(created.Id, new TokenUpdate { Enabled = false }, CancellationToken.None).ConfigureAwait(false);
        var revoked = await api.GetAsync(created.Id, CancellationToken.None).ConfigureAwait(false);
        Require(!revoked.Enabled, "the token is revoked");
        Require(await api.DeleteAsync(created.Id, CancellationToken.None).ConfigureAwait(false), "the token is deleted");
        output.WriteLine($"{api.GetType().Name}: created, looked up, listed, revoked, read, deleted.");
    }

    private static int ReportPlaces(TextWriter output)
    {
        var folder = Path.Combine(Path.GetDirectoryName(typeof(ApiToken).Assembly.Location)!, "dependencies", "desktop");
        var loaded = AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic)
            .ToLookup(assembly => assembly.GetName().Name);
        foreach (var name in PrivateAssemblies)
        {
            var place = loaded[name].Select(assembly => assembly.Location).SingleOrDefault();
            Require(Path.GetDirectoryName(place) == folder, $"{name} comes from {folder}, once; it came from '{place}'");
        }

        output.WriteLine($"{string.Join(", ", PrivateAssemblies)}: from the module's own folder.");
        return 0;
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException("Not so: " + what + ".");
        }
    }
}
