using TokenRotation.Text;

namespace TokenRotation.Api;

/// <summary>A scope: what a token may do.</summary>
/// <param name="Name">As the API writes it.</param>
/// <param name="Label">As Dynatrace's pages and the server's 403 messages describe it.</param>
internal sealed record ApiScope(string Name, string Label);

/// <summary>
/// The scopes that this module knows, equal for both generations of the API. The server's set is open: it grows and shrinks
/// with Dynatrace's versions, so a scope that is not here is unknown, not wrong.
/// </summary>
/// <remarks>Source: Dynatrace documentation, "Tokens API v1 - POST new token" and "GET all tokens".</remarks>
internal static class ApiScopes
{
    /// <summary>The scopes that a new token can be given, in the API's order.</summary>
    public static IReadOnlyList<ApiScope> Grantable { get; } =
    [
        new("InstallerDownload", "PaaS integration - Installer download"),
        new("DataExport", "Access problem and event feed, metrics, and topology"),
        new("PluginUpload", "Upload Extension"),
        new("SupportAlert", "PaaS integration - Support alert"),
        new("AdvancedSyntheticIntegration", "Dynatrace module integration - Synthetic Classic"),
        new("ExternalSyntheticIntegration", "Create and read synthetic monitors, locations, and nodes"),
        new("RumBrowserExtension", "RUM Browser Extension"),
        new("LogExport", "Read logs"),
        new("ReadConfig", "Read configuration"),
        new("WriteConfig", "Write configuration"),
        new("DTAQLAccess", "User sessions"),
        new("UserSessionAnonymization", "Anonymize user session data for data privacy reasons"),
        new("DataPrivacy", "Change data privacy settings"),
        new("CaptureRequestData", "Capture request data"),
        new("Davis", "Dynatrace module integration - Davis"),
        new("DssFileManagement", "Mobile symbolication file management"),
        new("RumJavaScriptTagManagement", "Real user monitoring JavaScript tag management"),
        new("TenantTokenManagement", "Token management"),
        new("ActiveGateCertManagement", "ActiveGate certificate management"),
        new("RestRequestForwarding", "Fetch data from a remote environment"),
        new("ReadSyntheticData", "Read synthetic monitors, locations, and nodes"),
        new("DataImport", "Data ingest, e.g.: metrics and events"),
        new("syntheticExecutions.write", "Write synthetic monitor executions"),
        new("syntheticExecutions.read", "Read synthetic monitor execution results"),
        new("auditLogs.read", "Read audit logs"),
        new("metrics.read", "Read metrics"),
        new("metrics.write", "Write metrics"),
        new("entities.read", "Read entities"),
        new("entities.write", "Write entities"),
        new("problems.read", "Read problems"),
        new("problems.write", "Write problems"),
        new("events.read", "Read events"),
        new("events.ingest", "Ingest events"),
        new("openpipeline.events", "OpenPipeline - Ingest Events (Built-in)"),
        new("openpipeline.events.custom", "OpenPipeline - Ingest Events (Custom)"),
        new("openpipeline.events_data_lineage", "OpenPipeline - Ingest Data Lineage Events (Built-in)"),
        new("openpipeline.events_data_lineage.custom", "OpenPipeline - Ingest Data Lineage Events (Custom)"),
        new("openpipeline.events_security", "OpenPipeline - Ingest Security Events (Built-in)"),
        new("openpipeline.events_security.custom", "OpenPipeline - Ingest Security Events (Custom)"),
        new("openpipeline.events_sdlc", "OpenPipeline - Ingest Software Development Lifecycle Events (Built-in)"),
        new("openpipeline.events_sdlc.custom", "OpenPipeline - Ingest Software Development Lifecycle Events (Custom)"),
        new("openpipeline.events_smartscape", "OpenPipeline - Ingest Smartscape Events (Built-in)"),
        new("bizevents.ingest", "Ingest bizevents"),
        new("networkZones.read", "Read network zones"),
        new("networkZones.write", "Write network zones"),
        new("activeGates.read", "Read ActiveGates"),
        new("activeGates.write", "Write ActiveGates"),
        new("activeGateTokenManagement.read", "Read ActiveGate tokens"),
        new("activeGateTokenManagement.create", "Create ActiveGate tokens"),
        new("activeGateTokenManagement.write", "Write ActiveGate tokens"),
        new("agentTokenManagement.read", "Read Agent tokens"),
        new("credentialVault.read", "Read credential vault entries"),
        new("credentialVault.write", "Write credential vault entries"),
        new("extensions.read", "Read extensions"),
        new("extensions.write", "Write extensions"),
        new("extensionConfigurations.read", "Read extension monitoring configurations"),
        new("extensionConfigurations.write", "Write extension monitoring configurations"),
        new("extensionEnvironment.read", "Read extension environment configurations"),
        new("extensionEnvironment.write", "Write extension environment configurations"),
        new("metrics.ingest", "Ingest metrics"),
        new("attacks.read", "Read attacks"),
        new("attacks.write", "Write Application Protection settings"),
        new("securityProblems.read", "Read security problems"),
        new("securityProblems.write", "Write security problems"),
        new("syntheticLocations.read", "Read synthetic locations"),
        new("syntheticLocations.write", "Write synthetic locations"),
        new("settings.read", "Read settings"),
        new("settings.write", "Write settings"),
        new("tenantTokenRotation.write", "Tenant token rotation"),
        new("slo.read", "Read SLO"),
        new("slo.write", "Write SLO"),
        new("releases.read", "Read releases"),
        new("apiTokens.read", "Read API tokens"),
        new("apiTokens.write", "Write API tokens"),
        new("openTelemetryTrace.ingest", "Ingest OpenTelemetry traces"),
        new("logs.read", "Read logs"),
        new("logs.ingest", "Ingest logs"),
        new("geographicRegions.read", "Read Geographic regions"),
        new("oneAgents.read", "Read OneAgents"),
        new("oneAgents.write", "Write OneAgents"),
        new("traces.lookup", "Look up a single trace"),
        new("unifiedAnalysis.read", "Read Unified Analysis page"),
        new("hub.read", "Read Hub related data"),
        new("hub.write", "Manage metadata of Hub items"),
        new("hub.install", "Install and update Hub items"),
        new("javaScriptMappingFiles.read", "Read JavaScript mapping files"),
        new("javaScriptMappingFiles.write", "Write JavaScript mapping files"),
        new("extensionConfigurationActions.write", "Actions for extension monitoring configurations"),
        new("rumCookieNames.read", "Read RUM cookie names"),
        new("adaptiveTrafficManagement.read", "Read sampling configuration for Adaptive Traffic Management"),
        new("rumManualInsertionTags.read", "Read RUM manual insertion tags"),
        new("extensionDiscoveryJmx.read", "Read discovered JMX metrics via extensions"),
        new("extensionDiscoveryPmi.read", "Read discovered PMI metrics via extensions"),
    ];

    private static readonly Dictionary<string, ApiScope> ByName = Grantable.ToDictionary(
        scope => scope.Name, StringComparer.Ordinal);

    /// <summary>The scope of a label, or of a name in another case; null for neither.</summary>
    public static string? ByLabel(string text) => Grantable.FirstOrDefault(scope =>
        string.Equals(scope.Label, text, StringComparison.OrdinalIgnoreCase)
        || string.Equals(scope.Name, text, StringComparison.OrdinalIgnoreCase))?.Name;

    /// <summary>Scopes that old tokens hold and that no new token can be given.</summary>
    public static IReadOnlyList<string> NotGrantable { get; } =
    [
        "DiagnosticExport", "MemoryDump", "Mobile", "ViewDashboard", "ViewReport", "WriteSyntheticData",
    ];

    /// <summary>The scopes that a token's metadata may show: the grantable ones and those that no longer are.</summary>
    public static IReadOnlyList<string> Readable { get; } = [.. Grantable.Select(scope => scope.Name), .. NotGrantable];

    /// <summary>True if a token with this scope may read or change tokens.</summary>
    public static bool ManagesTokens(string name) =>
        name is "apiTokens.read" or "apiTokens.write" or "TenantTokenManagement" or "ClusterTokenManagement";

    /// <summary>True if this module knows that a new token can be given the scope.</summary>
    public static bool IsGrantable(string name) => ByName.ContainsKey(name);

    /// <summary>The description of a scope; null for an unknown one.</summary>
    public static string? LabelOf(string name) => ByName.TryGetValue(name, out var scope) ? scope.Label : null;

    /// <summary>The grantable scope that <paramref name="name"/> is likely a misspelling of; null if none is close.</summary>
    public static string? Nearest(string name) => NearestName.Find(name, Grantable.Select(scope => scope.Name));
}
