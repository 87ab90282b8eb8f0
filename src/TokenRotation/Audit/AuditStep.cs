using System.Text.Json;

namespace TokenRotation.Audit;

/// <summary>What is done to a token, as the audit log writes it.</summary>
internal static class AuditStep
{
    /// <summary>A new token is created.</summary>
    public const string Create = "create";

    /// <summary>A token is disabled.</summary>
    public const string Revoke = "revoke";

    /// <summary>A revoked token is enabled again.</summary>
    public const string Restore = "restore";

    /// <summary>A token gets another name or other scopes.</summary>
    public const string Change = "change";

    /// <summary>A token is deleted.</summary>
    public const string Remove = "remove";

    /// <summary>A step of a rotation, spelled like the others: what is the same has the same word.</summary>
    public static string Of(string rotationStep) => rotationStep == "Delete"
        ? Remove
        : JsonNamingPolicy.CamelCase.ConvertName(rotationStep);
}
