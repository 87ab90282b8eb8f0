using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;

namespace TokenRotation.Benchmarks;

/// <summary>
/// What a cmdlet adds to each record: Find-DtToken over 10 000 tokens, less the same list read by the client alone.
/// </summary>
internal static class PipelineRecord
{
    private const int Pairs = 25;
    private const double BudgetInMicroseconds = 20;

    public static async Task<Figure> MeasureAsync()
    {
        await using var tenant = await Tenant.StartAsync();
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        Connect(runspace, tenant);
        var (_, cmdlet, client) = await Benchmarks.Pairs.MeasureAsync(
            Pairs, 5, () => Benchmarks.Pairs.TimeAsync(() => Task.FromResult(Find(runspace))),
            () => Benchmarks.Pairs.TimeAsync(tenant.ListAsync));
        var overhead = (cmdlet - client) * 1000 / Tenant.Tokens;
        return new Figure($"pipeline overhead a record ({cmdlet:0} ms / {client:0} ms)", overhead, " µs", BudgetInMicroseconds);
    }

    private static void Connect(Runspace runspace, Tenant tenant)
    {
        using var powershell = PowerShell.Create(runspace);
        powershell.AddCommand("Import-Module").AddArgument(BuiltFiles.Manifest).Invoke();
        powershell.Commands.Clear();
        powershell.AddCommand("Connect-DtEnvironment")
            .AddArgument(tenant.Server.Url.ToString())
            .AddParameter("ApiToken", new NetworkCredential(string.Empty, tenant.Server.AdminToken).SecurePassword)
            .Invoke();
    }

    private static int Find(Runspace runspace)
    {
        using var powershell = PowerShell.Create(runspace);
        powershell.AddCommand("Find-DtToken");
        return powershell.Invoke().Count;
    }
}
