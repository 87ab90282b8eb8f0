using TokenRotation.Secrets;

namespace TokenRotation.Specs.Fleets;

/// <summary>
/// The place of a managing credential, never the credential itself. <c>{Environment}</c> stands for the environment's ID, of
/// which such a place takes letters and digits alone.
/// </summary>
internal abstract record FleetCredential
{
    private const string Placeholder = "{Environment}";

    /// <summary>
    /// Given: a Managed cluster's token lies there, and managing tokens of the environment that live this long are made with it.
    /// </summary>
    public TimeSpan? MintFor { get; init; }

    /// <summary>An entry of a vault that is registered with SecretManagement.</summary>
    internal sealed record VaultEntry(string Vault, string Entry) : FleetCredential
    {
        /// <summary>The entry of an environment.</summary>
        public string For(string environmentId) => SecretName.Parse(Entry).Of(environmentId, environmentId).Current;
    }

    /// <summary>An environment variable of the process.</summary>
    internal sealed record Variable(string Name) : FleetCredential
    {
        /// <summary>The variable of an environment.</summary>
        public string For(string environmentId) => Filled(Name, environmentId, '_');
    }

    /// <summary>A file that holds the credential and nothing else, as engines mount their secrets.</summary>
    internal sealed record MountedFile(string Path) : FleetCredential
    {
        /// <summary>The file of an environment, as it is written: it may be relative to the fleet file.</summary>
        public string For(string environmentId) => Filled(Path, environmentId, '-');
    }

    private static string Filled(string template, string environmentId, char other) => template.Replace(
        Placeholder, new string([.. environmentId.Select(character => char.IsLetterOrDigit(character) ? character : other)]));
}
