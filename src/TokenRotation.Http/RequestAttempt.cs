using System.Globalization;

namespace TokenRotation.Http;

/// <summary>One attempt at a request, as far as it may be logged: no query, no header, no body.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path.</param>
/// <param name="StatusCode">The HTTP status; null when no answer came.</param>
/// <param name="Duration">From sending to the last byte of the body.</param>
/// <param name="Number">1 for the first attempt.</param>
public sealed record RequestAttempt(string Method, string Path, int? StatusCode, TimeSpan Duration, int Number)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var outcome = StatusCode?.ToString(CultureInfo.InvariantCulture) ?? "no answer";
        var repeated = Number == 1 ? string.Empty : $", attempt {Number}";
        return FormattableString.Invariant($"{Method} {Path}: {outcome}, {Duration.TotalMilliseconds:0} ms{repeated}");
    }
}
