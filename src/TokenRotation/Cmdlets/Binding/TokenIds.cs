using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Tells an ID from a whole token, which a user may paste where an ID belongs; an ID ends up in URLs and errors.</summary>
internal static class TokenIds
{
    public static bool HoldsSecret(string id) => id.Count(character => character == '.') > 1;

    /// <summary>The part of what was given as an ID that may be shown.</summary>
    public static string Shown(string id)
    {
        if (!HoldsSecret(id))
        {
            return id;
        }

        var parts = id.Split('.');
        return parts[0].Length <= 6 && parts[1].Length <= 24 ? parts[0] + "." + parts[1] : ApiToken.NoPublicPart;
    }
}
