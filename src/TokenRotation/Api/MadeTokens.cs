namespace TokenRotation.Api;

/// <summary>
/// The tokens that a connection with a Bearer has made, and their owner as the environment shows it: nothing else says whose
/// they are. Safe for concurrent use.
/// </summary>
internal sealed class MadeTokens
{
    private readonly object _gate = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>The owner; null until one of the tokens was seen.</summary>
    public string? Owner { get; private set; }

    public void Add(string id)
    {
        lock (_gate)
        {
            _ids.Add(id);
        }
    }

    public void See(DtToken token)
    {
        lock (_gate)
        {
            if (Owner is null && token.Owner is { Length: > 0 } owner && _ids.Contains(token.Id))
            {
                Owner = owner;
            }
        }
    }
}
