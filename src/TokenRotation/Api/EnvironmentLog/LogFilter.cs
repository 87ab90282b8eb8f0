namespace TokenRotation.Api.EnvironmentLog;

/// <summary>The filters of the audit log, in the server's grammar.</summary>
internal static class LogFilter
{
    /// <summary>What a token or a user did.</summary>
    public static string DoneBy(string user) => Criterion("user", user);

    /// <summary>What was done to a token.</summary>
    public static string DoneTo(string tokenId) => Criterion("category", LogNames.Token) + "," + Criterion("entityId", tokenId);

    /// <summary>Which tokens a token or a user made.</summary>
    public static string MadeBy(string user) =>
        Criterion("category", LogNames.Token) + "," + Criterion("eventType", LogNames.Create) + "," + DoneBy(user);

    // Within quotes a tilde stands before a tilde and before a quote.
    private static string Criterion(string name, string value) =>
        name + "(\"" + value.Replace("~", "~~").Replace("\"", "~\"") + "\")";
}

/// <summary>The values of the log that this module tells apart.</summary>
internal static class LogNames
{
    public const string Token = "TOKEN";
    public const string Create = "CREATE";
}
