namespace TokenRotation.Module.Tests.Help;

/// <summary>The blocks of code in README and docs that no test runs as they stand, each with the reason why not.</summary>
internal static class BlocksThatDoNotRun
{
    private const string Installs =
        "Changes what this machine has installed; tests/Packages does the same for an account of its own.";
    private const string Builds = "Builds, tests or measures this repository: what runs the tests would run itself.";
    private const string Fragment =
        "A fragment of a Pester test; tests/Pester/MockedParameters.Tests.ps1 runs each of its forms.";
    private const string Scheduled =
        "Needs a scheduler or a vault of its own; samples/rotate-due.Scheduled.Tests.ps1 starts this command line.";
    private const string SecretStore = "Needs SecretStore, which no build machine reaches.";
    private const string OfTheSystem = "Configures a service of the operating system.";
    private const string Published = "Needs what a release publishes, or a certificate to sign with.";

    /// <summary>The file, how the block begins (any block of the file if that is empty), and why it is not run.</summary>
    public static IReadOnlyList<(string File, string FirstLine, string Reason)> All { get; } =
    [
        ("CONTRIBUTING.md", "", Builds),
        ("README.md", "./build.ps1", Builds),
        ("README.md", "Register-PSResourceRepository", Installs),
        ("README.md", "Register-PSRepository", Installs),
        ("README.md", "Copy-Item out/TokenRotation", Installs),
        ("README.md", "dotnet run --project samples/Quickstart", ".ci/run begins with it."),
        ("README.md", "dotnet test", Builds),
        ("README.md", "./samples/try-live.ps1",
            "Needs an environment of Dynatrace, and Windows: samples/tour.Scheduled.Tests.ps1 and TryWindowsTests try both."),
        ("docs/README.md", "TOKENROTATION_REFRESH_HELP=1", Builds),
        ("docs/evidence/fuzzing.md", "", Builds),
        ("docs/evidence/mutation-testing.md", "", Builds),
        ("docs/evidence/performance.md", "", Builds),
        ("docs/evidence/processes.md", "", Builds),
        ("docs/evidence/simulation.md", "", Builds),
        ("docs/fleets.md", "pwsh -NoProfile -NonInteractive -File", "Needs a fleet and a vault of its own."),
        ("docs/proxy.md", "apt-get install", Installs),
        ("docs/signing.md", "$env:SIGNING_THUMBPRINT", Published),
        ("docs/signing.md", "sha256sum --check", Published),
        ("docs/testing.md", "dotnet tool install", Installs),
        ("docs/testing.md", "Install-PSResource", Installs),
        ("docs/testing.md", "BeforeAll {", "A Pester file: tests/Packages runs it as it stands, from what is installed."),
        ("docs/testing.md", "Invoke-Pester", Builds),
        ("docs/testing.md", "Mock Connect-DtEnvironment", Fragment),
        ("docs/testing.md", "Should -Invoke", Fragment),
        ("docs/testing.md", "dotnet test", Builds),
        ("docs/unattended.md", "pwsh -NoProfile -NonInteractive -File /opt/dt/rotate-due.ps1 ...",
            "An outline: samples/notify.Scheduled.Tests.ps1 runs both."),
        ("docs/unattended.md", "pwsh -NoProfile -NonInteractive -File samples", Scheduled),
        ("docs/unattended.md", "Install-PSResource", Installs),
        ("docs/unattended.md", "$bytes", SecretStore),
        ("docs/unattended.md", "Set-SecretStoreConfiguration", SecretStore),
        ("docs/unattended.md", "Unlock-SecretStore", SecretStore),
        ("docs/unattended.md", "./samples/scheduled-task.ps1", "samples/scheduled-task.Tests.ps1 does."),
        ("docs/unattended.md", "30 2 * * *", Scheduled),
        ("docs/unattended.md", "[Unit]", OfTheSystem),
        ("docs/unattended.md", "[Timer]", OfTheSystem),
        ("src/TokenRotation.Sandbox/README.md", "dotnet tool install", Installs),
        ("src/TokenRotation.Sandbox/README.md", "dotnet run", Builds),
        ("src/TokenRotation.Sandbox/README.md", "curl", "An outline; Add-SandboxFault sends the same."),
    ];

    /// <summary>Whether an entry speaks of a block.</summary>
    public static bool Match((string File, string FirstLine, string Reason) entry, string file, string code) =>
        entry.File == file && code.TrimStart().StartsWith(entry.FirstLine, StringComparison.Ordinal);

    /// <summary>Whether a block is one of these.</summary>
    public static bool Hold(string file, string code) => All.Any(entry => Match(entry, file, code));
}
