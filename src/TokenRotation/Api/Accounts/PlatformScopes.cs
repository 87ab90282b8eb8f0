using TokenRotation.Text;

namespace TokenRotation.Api.Accounts;

/// <summary>
/// The scopes of platform tokens that this module knows, <c>service:object:action</c>. The set is open: what is not here is
/// unknown, not wrong.
/// </summary>
/// <remarks>Source: the vendor's command line, "Token Scopes Reference", and the pages of the platform's APIs.</remarks>
internal static class PlatformScopes
{
    private static readonly string[] Names =
    [
        "api-tokens:tokens:read", "api-tokens:tokens:write", "app-engine:apps:delete", "app-engine:apps:install",
        "app-engine:apps:run", "app-engine:edge-connects:delete", "app-engine:edge-connects:read",
        "app-engine:edge-connects:write", "app-engine:functions:run", "app-settings:objects:read",
        "automation:calendars:read", "automation:calendars:write", "automation:rules:read", "automation:rules:write",
        "automation:workflows:read", "automation:workflows:run", "automation:workflows:write",
        "davis-copilot:conversations:execute", "davis-copilot:document-search:execute", "davis-copilot:dql2nl:execute",
        "davis-copilot:nl2dql:execute", "davis:analyzers:execute", "davis:analyzers:read", "dev-obs:breakpoints:set",
        "document:direct-shares:delete", "document:direct-shares:read", "document:direct-shares:write",
        "document:documents:admin", "document:documents:delete", "document:documents:read", "document:documents:write",
        "document:environment-shares:claim", "document:environment-shares:delete", "document:environment-shares:read",
        "document:environment-shares:write", "document:trash.documents:delete", "document:trash.documents:read",
        "document:trash.documents:restore", "email:emails:send", "environment-api:api-tokens:read",
        "environment-api:api-tokens:write", "extensions:configurations:read", "extensions:configurations:write",
        "extensions:definitions:read", "extensions:definitions:write", "hub:catalog:read", "iam:groups:read",
        "iam:policies:read", "iam:users:read", "notification:notifications:read", "notification:notifications:write",
        "openpipeline:configurations:read", "platform-management:environments:read", "settings:objects:admin",
        "settings:objects:read", "settings:objects:write", "settings:schemas:read", "slo:objective-templates:read",
        "slo:slos:read", "slo:slos:write", "storage:application.snapshots:read", "storage:bizevents:read",
        "storage:bucket-definitions:delete", "storage:bucket-definitions:read", "storage:bucket-definitions:truncate",
        "storage:bucket-definitions:write", "storage:buckets:read", "storage:buckets:write", "storage:entities:read",
        "storage:events:read", "storage:events:write", "storage:fieldset-definitions:read",
        "storage:fieldset-definitions:write", "storage:fieldsets:read", "storage:files:delete", "storage:files:read",
        "storage:files:write", "storage:filter-segments:admin", "storage:filter-segments:delete",
        "storage:filter-segments:read", "storage:filter-segments:share", "storage:filter-segments:write",
        "storage:logs:read", "storage:logs:write", "storage:metrics:read", "storage:metrics:write", "storage:records:delete",
        "storage:security.events:read", "storage:smartscape:read", "storage:spans:read", "storage:system:read",
        "storage:user.events:read", "storage:user.replays:read", "storage:user.sessions:read",
    ];

    /// <summary>The scopes, by name. The vendor's pages have no labels for them: what is said of one is its own words.</summary>
    public static IReadOnlyList<ApiScope> All { get; } = [.. Names.Select(name => new ApiScope(name, LabelOf(name)))];

    /// <summary>True for a scope that this module knows.</summary>
    public static bool IsKnown(string name) => Array.BinarySearch(Names, name, StringComparer.Ordinal) >= 0;

    /// <summary>The scope of a name in another case; null for none.</summary>
    public static string? ByName(string text) =>
        Names.FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));

    /// <summary>The known scope that <paramref name="name"/> is likely a misspelling of; null if none is close.</summary>
    public static string? Nearest(string name) => NearestName.Find(name, Names);

    // "storage:logs:read": read logs of storage.
    private static string LabelOf(string name)
    {
        var parts = name.Split(':');
        return $"{parts[2]} {parts[1]} of {parts[0]}";
    }
}
