using System.Globalization;
using Microsoft.AspNetCore.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>The parameters that the paged lists of v2 have in common.</summary>
internal static class V2Query
{
    /// <summary>The parameter that stands beside a page key, which allows none; null for none.</summary>
    public static string? BesideKey(IQueryCollection query) =>
        query.Keys.FirstOrDefault(parameter => parameter is not ("nextPageKey" or "api-token"));

    public static int PageSize(IQueryCollection query, int otherwise)
    {
        if (!query.TryGetValue("pageSize", out var text))
        {
            return otherwise;
        }

        return int.TryParse(text.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw new InvalidRequestException("pageSize", "must be an integer.", TenantErrors.Query);
    }

    public static DateTimeOffset? Time(IQueryCollection query, string parameter, DateTimeOffset now) =>
        query.TryGetValue(parameter, out var text) ? Timeframe.Parse(text.ToString(), now, parameter, TenantErrors.Query) : null;
}
