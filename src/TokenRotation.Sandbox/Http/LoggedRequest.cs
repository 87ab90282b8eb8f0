using System.Globalization;

namespace TokenRotation.Sandbox.Http;

/// <summary>A request to the API as the log keeps it: without any secret.</summary>
/// <param name="Time">When it was answered, by the tenant's clock.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path as it came; a secret in it is cut to its public part.</param>
/// <param name="Query">The query, decoded, without a credential; null for none.</param>
/// <param name="Status">The status answered; null when the connection was cut.</param>
/// <param name="CallerId">The ID of the calling token; null when it is unknown.</param>
/// <param name="TargetId">The ID of the token that the call is about; null for none or an unknown one.</param>
/// <param name="Fault">The fault that struck; null for none.</param>
public sealed record LoggedRequest(
    DateTimeOffset Time, string Method, string Path, string? Query, int? Status, string? CallerId, string? TargetId,
    string? Fault)
{
    /// <summary>One line.</summary>
    public override string ToString()
    {
        var status = Status?.ToString(CultureInfo.InvariantCulture) ?? "cut";
        var query = Query is null ? string.Empty : "?" + Query;
        var fault = Fault is null ? string.Empty : $" fault={Fault}";
        return $"{Time:yyyy-MM-ddTHH:mm:ss.fffZ} {status} {Method} {Path}{query} caller={CallerId ?? "-"} "
            + $"target={TargetId ?? "-"}{fault}";
    }
}
