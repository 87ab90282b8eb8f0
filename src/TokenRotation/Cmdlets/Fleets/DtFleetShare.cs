namespace TokenRotation;

/// <summary>Which part of a fleet was connected: what Connect-DtEnvironment -FleetPath says in the information stream.</summary>
public sealed class DtFleetShare
{
    /// <summary>The fleet file.</summary>
    public string Path { get; init; } = string.Empty;

    /// <summary>Which share of how many, as 3/10; null for the whole fleet.</summary>
    public string? Shard { get; init; }

    /// <summary>The base URLs of the environments in this share, whether they could be reached or not.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];

    /// <summary>How many environments the whole fleet has.</summary>
    public int FleetCount { get; init; }

    /// <summary>The URNs of the accounts in this share, whether they could be reached or not.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>How many accounts the whole fleet has.</summary>
    public int AccountCount { get; init; }

    /// <summary>Which part it is, in a sentence.</summary>
    public override string ToString() => Shard is null
        ? $"All {FleetCount} environments{AllAccounts} of '{Path}'."
        : $"Shard {Shard} of '{Path}': {Environments.Count} of {FleetCount} environments{OwnAccounts}.";

    // Most fleets have no accounts, and need no word of them.
    private string AllAccounts => AccountCount == 0 ? string.Empty : $" and all accounts ({AccountCount})";

    private string OwnAccounts => AccountCount == 0 ? string.Empty : $", {Accounts.Count} of {AccountCount} accounts";
}
