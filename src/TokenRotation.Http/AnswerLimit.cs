namespace TokenRotation.Http;

/// <summary>How large an answer to a request may be, where that is less than the connection's own limit.</summary>
public static class AnswerLimit
{
    private const string Mark = "TokenRotation.AnswerLimit";

    /// <summary>Says how many bytes the answer's body has at most.</summary>
    public static void LimitAnswer(this HttpRequestMessage request, int bytes)
    {
#if NET
        request.Options.Set(new HttpRequestOptionsKey<int>(Mark), bytes);
#else
        request.Properties[Mark] = bytes;
#endif
    }

    internal static int? LimitOfAnswer(this HttpRequestMessage request)
    {
#if NET
        return request.Options.TryGetValue(new HttpRequestOptionsKey<int>(Mark), out var bytes) ? bytes : null;
#else
        return request.Properties.TryGetValue(Mark, out var bytes) ? (int)bytes : null;
#endif
    }
}
