using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using TokenRotation.Sandbox;

// The sandbox on its own: one line of JSON for scripts, then a line for each request, until Ctrl+C or SIGTERM.
SandboxOptions? options;
try
{
    options = SandboxArguments.Parse(args);
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

if (options is null)
{
    Console.WriteLine(SandboxArguments.Usage);
    return 0;
}

var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.TrySetResult();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
try
{
    await using var server = await SandboxServer.StartAsync(options with { OnRequest = Console.WriteLine }).ConfigureAwait(false);
    var greeting = new Greeting(
        server.Url.GetLeftPart(UriPartial.Authority),
        server.ManagedUrl.ToString(),
        server.AdminToken,
        server.V1AdminToken,
        server.SampleToken,
        server.PlatformToken,
        server.Client.Id,
        server.Client.Secret,
        server.TokenUrl.ToString(),
        options.WithAccount ? AccountGreeting.Of(server) : null);
    Console.WriteLine(JsonSerializer.Serialize(greeting, GreetingJson.Default.Greeting));
    await end.Task.ConfigureAwait(false);
    return 0;
}
catch (IOException exception)
{
    Console.Error.WriteLine($"The sandbox cannot listen on port {options.Port}: {exception.Message}");
    return 1;
}

/// <summary>What a script needs to know of a sandbox.</summary>
internal sealed record Greeting(
    string Url,
    string ManagedUrl,
    string AdminToken,
    string V1AdminToken,
    string SampleToken,
    string PlatformToken,
    string ClientId,
    string ClientSecret,
    string TokenUrl,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AccountGreeting? Account);

/// <summary>What a script needs to know of the account.</summary>
internal sealed record AccountGreeting(string Uuid, string Url, string ClientId, string ClientSecret, string SampleToken)
{
    public static AccountGreeting Of(SandboxServer server) => new(
        server.Account.Uuid,
        server.AccountUrl.ToString(),
        server.AccountClient.Id,
        server.AccountClient.Secret,
        server.SamplePlatformToken);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Greeting))]
internal sealed partial class GreetingJson : JsonSerializerContext;
