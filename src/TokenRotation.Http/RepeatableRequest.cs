namespace TokenRotation.Http;

/// <summary>
/// Whether a request may be sent again after the server may have acted on it. GET, PUT and DELETE may; a POST only if it is
/// marked, because no status tells a POST that reads from one that creates.
/// </summary>
public static class RepeatableRequest
{
    private const string Mark = "TokenRotation.Repeatable";

    /// <summary>Says that this POST only reads.</summary>
    public static void MarkRepeatable(this HttpRequestMessage request)
    {
#if NET
        request.Options.Set(new HttpRequestOptionsKey<bool>(Mark), true);
#else
        request.Properties[Mark] = true;
#endif
    }

    internal static bool IsRepeatable(this HttpRequestMessage request)
    {
#if NET
        var marked = request.Options.TryGetValue(new HttpRequestOptionsKey<bool>(Mark), out _);
#else
        var marked = request.Properties.ContainsKey(Mark);
#endif
        return marked
            || request.Method == HttpMethod.Get
            || request.Method == HttpMethod.Put
            || request.Method == HttpMethod.Delete;
    }
}
