using System.Globalization;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Sandbox;

/// <summary>Reads the command line of a sandbox that runs on its own.</summary>
internal static class SandboxArguments
{
    public const string Usage = """
        A Dynatrace tenant on a loopback port, for rehearsals and tests.

          --port N         the port; a free one if not given
          --tokens N       how many plausible tokens to begin with (0)
          --seed N         makes them and all secrets reproducible; the secrets are then no secrets
          --latency MS     how long every request takes at least (0)
          --account        tells how to reach the account, too, and fills it with as many platform tokens
          --rate-limit N   requests a minute, answered with 429 beyond (no limit); N/min is read too
          --set NAME=VALUE a switch of the tenant or its account, as README.md lists them: V1IsoDates=true
          --help           this text

        Prints one line of JSON with its URLs and tokens, then a line for each request. Ctrl+C ends it.
        """;

    /// <summary>The options, or null for <c>--help</c>.</summary>
    /// <exception cref="ArgumentException">The arguments make no sense; the message says which.</exception>
    public static SandboxOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new SandboxOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name is "--help" or "-h")
            {
                return null;
            }

            int Value(int minimum, int maximum)
            {
                var text = ++i < arguments.Count ? arguments[i] : throw new ArgumentException($"{name} needs a number.");
                if (name == "--rate-limit" && text.EndsWith("/min", StringComparison.Ordinal))
                {
                    text = text[..^"/min".Length];
                }

                return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number >= minimum
                    && number <= maximum
                    ? number
                    : throw new ArgumentException($"{name} takes a number from {minimum} to {maximum}, not '{text}'.");
            }

            SandboxOptions Switched()
            {
                var parts = (++i < arguments.Count ? arguments[i] : string.Empty).Split('=', 2);
                return parts.Length == 2
                    ? Switches.Set(options, parts[0], parts[1])
                    : throw new ArgumentException($"{name} needs a switch and its value, such as V1IsoDates=true.");
            }

            options = name switch
            {
                "--port" => options with { Port = Value(0, 65535) },
                "--tokens" => options with { Tokens = Value(0, 1_000_000) },
                "--seed" => options with { Seed = Value(0, int.MaxValue) },
                "--latency" => options with { Latency = TimeSpan.FromMilliseconds(Value(0, 600_000)) },
                "--rate-limit" => options with { RateLimit = new RateLimitOptions { Limit = Value(1, int.MaxValue) } },
                "--account" => options with { WithAccount = true },
                "--set" => Switched(),
                _ => throw new ArgumentException($"'{name}' is no option of the sandbox. --help lists them."),
            };
        }

        return options;
    }
}
