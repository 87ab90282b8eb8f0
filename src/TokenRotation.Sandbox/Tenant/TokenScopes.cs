using System.Collections.Frozen;

namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// The scopes of Dynatrace's token API, the same in v1 and v2, with the labels that a 403 shows. Source: the enums of the
/// vendor's JavaScript SDK 9.0.1 and the documentation of POST /tokens.
/// </summary>
internal static class TokenScopes
{
    public const string Read = "apiTokens.read";
    public const string Write = "apiTokens.write";
    public const string ReadAuditLogs = "auditLogs.read";
    public const string ReadSettings = "settings.read";
    public const string TokenManagement = "TenantTokenManagement";
    public const string ClusterTokenManagement = "ClusterTokenManagement";
    public const string EnvironmentTokenManagement = "EnvironmentTokenManagement";

    // Source: Dynatrace Managed documentation, "Cluster API v2 - Cluster tokens - POST new token".
    private static readonly FrozenSet<string> OfCluster = FrozenSet.ToFrozenSet(
        [
            ClusterTokenManagement, "ControlManagement", "DiagnosticExport", EnvironmentTokenManagement,
            "ExternalSyntheticIntegration", "Nodekeeper", "ReadSyntheticData", "ServiceProviderAPI", "UnattendedInstall",
            "activeGateTokenManagement.create", "activeGateTokenManagement.read", "activeGateTokenManagement.write", Read, Write,
            ReadSettings, "settings.write",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Labels = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["InstallerDownload"] = "PaaS integration - Installer download",
        ["DataExport"] = "Access problem and event feed, metrics, and topology",
        ["PluginUpload"] = "Upload Extension",
        ["SupportAlert"] = "PaaS integration - Support alert",
        ["AdvancedSyntheticIntegration"] = "Dynatrace module integration - Synthetic Classic",
        ["ExternalSyntheticIntegration"] = "Create and read synthetic monitors, locations, and nodes",
        ["RumBrowserExtension"] = "RUM Browser Extension",
        ["LogExport"] = "Read logs",
        ["ReadConfig"] = "Read configuration",
        ["WriteConfig"] = "Write configuration",
        ["DTAQLAccess"] = "User sessions",
        ["UserSessionAnonymization"] = "Anonymize user session data for data privacy reasons",
        ["DataPrivacy"] = "Change data privacy settings",
        ["CaptureRequestData"] = "Capture request data",
        ["Davis"] = "Dynatrace module integration - Davis",
        ["DssFileManagement"] = "Mobile symbolication file management",
        ["RumJavaScriptTagManagement"] = "Real user monitoring JavaScript tag management",
        ["TenantTokenManagement"] = "Token management",
        ["ActiveGateCertManagement"] = "ActiveGate certificate management",
        ["RestRequestForwarding"] = "Fetch data from a remote environment",
        ["ReadSyntheticData"] = "Read synthetic monitors, locations, and nodes",
        ["DataImport"] = "Data ingest, e.g.: metrics and events",
        ["syntheticExecutions.write"] = "Write synthetic monitor executions",
        ["syntheticExecutions.read"] = "Read synthetic monitor execution results",
        ["auditLogs.read"] = "Read audit logs",
        ["metrics.read"] = "Read metrics",
        ["metrics.write"] = "Write metrics",
        ["entities.read"] = "Read entities",
        ["entities.write"] = "Write entities",
        ["problems.read"] = "Read problems",
        ["problems.write"] = "Write problems",
        ["events.read"] = "Read events",
        ["events.ingest"] = "Ingest events",
        ["openpipeline.events"] = "OpenPipeline - Ingest Events (Built-in)",
        ["openpipeline.events.custom"] = "OpenPipeline - Ingest Events (Custom)",
        ["openpipeline.events_data_lineage"] = "OpenPipeline - Ingest Data Lineage Events (Built-in)",
        ["openpipeline.events_data_lineage.custom"] = "OpenPipeline - Ingest Data Lineage Events (Custom)",
        ["openpipeline.events_security"] = "OpenPipeline - Ingest Security Events (Built-in)",
        ["openpipeline.events_security.custom"] = "OpenPipeline - Ingest Security Events (Custom)",
        ["openpipeline.events_sdlc"] = "OpenPipeline - Ingest Software Development Lifecycle Events (Built-in)",
        ["openpipeline.events_sdlc.custom"] = "OpenPipeline - Ingest Software Development Lifecycle Events (Custom)",
        ["openpipeline.events_smartscape"] = "OpenPipeline - Ingest Smartscape Events (Built-in)",
        ["bizevents.ingest"] = "Ingest bizevents",
        ["networkZones.read"] = "Read network zones",
        ["networkZones.write"] = "Write network zones",
        ["activeGates.read"] = "Read ActiveGates",
        ["activeGates.write"] = "Write ActiveGates",
        ["activeGateTokenManagement.read"] = "Read ActiveGate tokens",
        ["activeGateTokenManagement.create"] = "Create ActiveGate tokens",
        ["activeGateTokenManagement.write"] = "Write ActiveGate tokens",
        ["agentTokenManagement.read"] = "Read Agent tokens",
        ["credentialVault.read"] = "Read credential vault entries",
        ["credentialVault.write"] = "Write credential vault entries",
        ["extensions.read"] = "Read extensions",
        ["extensions.write"] = "Write extensions",
        ["extensionConfigurations.read"] = "Read extension monitoring configurations",
        ["extensionConfigurations.write"] = "Write extension monitoring configurations",
        ["extensionEnvironment.read"] = "Read extension environment configurations",
        ["extensionEnvironment.write"] = "Write extension environment configurations",
        ["metrics.ingest"] = "Ingest metrics",
        ["attacks.read"] = "Read attacks",
        ["attacks.write"] = "Write Application Protection settings",
        ["securityProblems.read"] = "Read security problems",
        ["securityProblems.write"] = "Write security problems",
        ["syntheticLocations.read"] = "Read synthetic locations",
        ["syntheticLocations.write"] = "Write synthetic locations",
        ["settings.read"] = "Read settings",
        ["settings.write"] = "Write settings",
        ["tenantTokenRotation.write"] = "Tenant token rotation",
        ["slo.read"] = "Read SLO",
        ["slo.write"] = "Write SLO",
        ["releases.read"] = "Read releases",
        ["apiTokens.read"] = "Read API tokens",
        ["apiTokens.write"] = "Write API tokens",
        ["openTelemetryTrace.ingest"] = "Ingest OpenTelemetry traces",
        ["logs.read"] = "Read logs",
        ["logs.ingest"] = "Ingest logs",
        ["geographicRegions.read"] = "Read Geographic regions",
        ["oneAgents.read"] = "Read OneAgents",
        ["oneAgents.write"] = "Write OneAgents",
        ["traces.lookup"] = "Look up a single trace",
        ["unifiedAnalysis.read"] = "Read Unified Analysis page",
        ["hub.read"] = "Read Hub related data",
        ["hub.write"] = "Manage metadata of Hub items",
        ["hub.install"] = "Install and update Hub items",
        ["javaScriptMappingFiles.read"] = "Read JavaScript mapping files",
        ["javaScriptMappingFiles.write"] = "Write JavaScript mapping files",
        ["extensionConfigurationActions.write"] = "Actions for extension monitoring configurations",
        ["rumCookieNames.read"] = "Read RUM cookie names",
        ["adaptiveTrafficManagement.read"] = "Read sampling configuration for Adaptive Traffic Management",
        ["rumManualInsertionTags.read"] = "Read RUM manual insertion tags",
        ["extensionDiscoveryJmx.read"] = "Read discovered JMX metrics via extensions",
        ["extensionDiscoveryPmi.read"] = "Read discovered PMI metrics via extensions",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Personal = FrozenSet.ToFrozenSet(
        [
            "activeGates.read", "activeGates.write", "apiTokens.read", "apiTokens.write", "attacks.read", "attacks.write",
            "entities.read", "entities.write", "events.ingest", "events.read", "extensionConfigurationActions.write",
            "extensionConfigurations.read", "extensionConfigurations.write", "extensions.read", "extensions.write",
            "geographicRegions.read", "hub.install", "hub.read", "hub.write", "javaScriptMappingFiles.read",
            "javaScriptMappingFiles.write", "metrics.read", "metrics.write", "networkZones.read", "networkZones.write",
            "oneAgents.read", "oneAgents.write", "problems.read", "problems.write", "releases.read", "rumCookieNames.read",
            "securityProblems.read", "securityProblems.write", "settings.read", "settings.write", "slo.read", "slo.write",
            "traces.lookup", "unifiedAnalysis.read",
        ],
        StringComparer.Ordinal);

    /// <summary>All that a client may grant.</summary>
    public static IReadOnlyList<string> Grantable { get; } = [.. Labels.Keys.Order(StringComparer.Ordinal)];

    private static readonly FrozenSet<string> HeldOnly = FrozenSet.ToFrozenSet(
        ["DiagnosticExport", "MemoryDump", "Mobile", "ViewDashboard", "ViewReport", "WriteSyntheticData"],
        StringComparer.Ordinal);

    public static string LabelOf(string scope) => Labels.GetValueOrDefault(scope, scope);

    /// <summary>
    /// False for unknown scopes and for those that only automatic tokens hold (<c>Mobile</c>, <c>ViewDashboard</c>...).
    /// </summary>
    public static bool IsGrantable(string scope) => Labels.ContainsKey(scope);

    /// <summary>True for a scope that a token of a Managed cluster may be given.</summary>
    public static bool IsGrantableInCluster(string scope) => OfCluster.Contains(scope);

    /// <summary>True for every scope that a token can hold.</summary>
    public static bool IsKnown(string scope) => IsGrantable(scope) || HeldOnly.Contains(scope);

    /// <summary>True for the smaller set that a personal access token may hold.</summary>
    public static bool IsGrantableToPersonal(string scope) => Personal.Contains(scope);
}
