using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Cmdlets.Fleets;

/// <summary>The environments and accounts of a fleet file that a user has chosen.</summary>
/// <param name="Members">The environments and then the accounts, in the order of the file.</param>
/// <param name="Folder">The file's folder, which paths in it are relative to.</param>
internal sealed record ChosenShare(IReadOnlyList<FleetMember> Members, string Folder)
{
    private const string Auto = "Auto";

    /// <summary>Reads a fleet file, and says which part of it is served; null, and an error, if it cannot be read.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="path">The file.</param>
    /// <param name="shard">Which share, Auto for that of the environment variables, null for all.</param>
    /// <exception cref="FleetFileException">It is no usable fleet.</exception>
    /// <exception cref="ShardException">There is no such share.</exception>
    public static ChosenShare? Read(PSCmdlet cmdlet, string path, string? shard)
    {
        var chosen = shard is null ? null
            : !string.Equals(shard, Auto, StringComparison.OrdinalIgnoreCase) ? Shard.Parse(shard)
            : ShardVariables.Read(Environment.GetEnvironmentVariable);
        var files = new SpecFiles(cmdlet);
        if (files.Named([], [path]).SingleOrDefault() is not { } file || files.TextOf(file) is not { } text)
        {
            return null;
        }

        var fleet = FleetFile.Read(text);
        var folder = Path.GetDirectoryName(file)!;
        var all = fleet.Environments.Select(environment => FleetMember.Of(environment, chosen, folder))
            .Concat(fleet.Accounts.Select(account => FleetMember.Of(account, chosen, folder)));
        var share = all.Where(member => chosen?.Holds(member.Id) ?? true).ToList();
        var told = new DtFleetShare
        {
            Path = file,
            Shard = chosen?.ToString(),
            Environments = [.. share.Where(member => !member.IsAccount).Select(member => member.Address)],
            FleetCount = fleet.Environments.Count,
            Accounts = [.. share.Where(member => member.IsAccount).Select(member => member.Address)],
            AccountCount = fleet.Accounts.Count,
        };
        cmdlet.WriteVerbose(told.ToString());
        cmdlet.WriteInformation(told, [nameof(DtFleetShare)]);
        return new ChosenShare(share, folder);
    }
}
