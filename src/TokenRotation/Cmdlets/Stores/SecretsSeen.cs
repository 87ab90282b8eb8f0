using System.Collections.Concurrent;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>
/// The secrets that have gone into a store or come out of it in this command, the latest of them: whatever the store says
/// later, about another entry perhaps, may hold one.
/// </summary>
internal sealed class SecretsSeen
{
    private const int Most = 100;

    private readonly ConcurrentQueue<ApiToken> _tokens = new();

    public ApiToken[] All => [.. _tokens];

    // A copy: whoever owns the token may be done with it first.
    public void Add(ApiToken token)
    {
        _tokens.Enqueue(token.Copy());
        while (_tokens.Count > Most && _tokens.TryDequeue(out var oldest))
        {
            oldest.Dispose();
        }
    }
}
