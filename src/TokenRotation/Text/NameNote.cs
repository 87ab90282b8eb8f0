namespace TokenRotation.Text;

/// <summary>
/// The note at the end of a token's name, in its parts as they are written. Read by hand: there may be many thousand names, and
/// every decision reads some of them again.
/// </summary>
internal sealed record NameNote
{
    private const int MostOfAnId = 64;

    private NameNote()
    {
    }

    /// <summary>Where in the name it begins.</summary>
    public int Start { get; private init; }

    /// <summary><c>pending</c>, <c>superseded</c> or <c>revoked</c>; null where the note is of a line.</summary>
    public string? Kind { get; private init; }

    public string? Operation { get; private init; }

    /// <summary>The other token of the pair.</summary>
    public string? Id { get; private init; }

    /// <summary>What a token that was left behind had been made to replace.</summary>
    public string? Origin { get; private init; }

    /// <summary>What a platform token was made to replace.</summary>
    public string? Line { get; private init; }

    public string? Place { get; private init; }

    public string? At { get; private init; }

    public string? Span { get; private init; }

    public bool Use { get; private init; }

    public string? Grace { get; private init; }

    public string? Until { get; private init; }

    public string? Lease { get; private init; }

    public string? Life { get; private init; }

    /// <summary>The note that stands at this place of a name and ends it; null for anything else.</summary>
    public static NameNote? Read(string name, int start)
    {
        var rest = new Rest(name, start);
        if (!rest.Passes("[dtr "))
        {
            return null;
        }

        var note = rest.Passes("pending ") ? Pending(start, ref rest)
            : rest.Passes("superseded ") ? Superseded(start, ref rest)
            : rest.Passes("revoked ") ? Revoked(start, ref rest)
            : rest.Passes("of ") ? OfLine(start, ref rest)
            : null;
        return note is not null && rest.Passes("]") && rest.IsOver ? note : null;
    }

    private static NameNote? Pending(int start, ref Rest rest) =>
        rest.Operation() is { } operation && rest.Passes(" of ") && rest.Id() is { } id
        && rest.Passes(" @") && rest.Place() is { } place
            ? new NameNote { Start = start, Kind = "pending", Operation = operation, Id = id, Place = place }
            : null;

    private static NameNote? Superseded(int start, ref Rest rest) =>
        TryReadTime(ref rest, out var at) && TryRead(ref rest, "+", out var span) && rest.Passes("u") is var use
        && rest.Passes(" by ") && rest.Id() is { } id
            ? new NameNote { Start = start, Kind = "superseded", At = at, Span = span, Use = use, Id = id }
            : null;

    // A time, or that nobody knows it.
    private static bool TryReadTime(ref Rest rest, out string? at)
    {
        at = null;
        return rest.Passes("?") || (at = rest.Time()) is not null;
    }

    private static NameNote? Revoked(int start, ref Rest rest)
    {
        if (!TryReadTime(ref rest, out var at) || !TryRead(ref rest, "+", out var span))
        {
            return null;
        }

        var note = new NameNote { Start = start, Kind = "revoked", At = at, Span = span };
        return rest.Passes(" by ") ? (rest.Id() is { } id ? note with { Id = id } : null)
            : rest.Passes(" of ") ? (rest.Id() is { } origin ? note with { Origin = origin } : null)
            : note;
    }

    private static NameNote? OfLine(int start, ref Rest rest) =>
        rest.Id() is { } line && rest.Passes(" ") && rest.Operation() is { } operation
        && rest.Passes(" @") && rest.Place() is { } place
        && rest.Passes(" +") && rest.Span() is { } span && rest.Passes("u") is var use
        && rest.Passes("+") && rest.Span() is { } grace
        && rest.Passes(" until ") && rest.Until() is { } until && TryRead(ref rest, " lease ", out var lease)
        && TryRead(ref rest, " for ", out var life)
            ? new NameNote
            {
                Start = start,
                Line = line,
                Operation = operation,
                Place = place,
                Span = span,
                Use = use,
                Grace = grace,
                Until = until,
                Lease = lease,
                Life = life,
            }
            : null;

    // A span that need not be there, behind what tells that it is.
    private static bool TryRead(ref Rest rest, string mark, out string? span)
    {
        var isThere = rest.Passes(mark);
        span = isThere ? rest.Span() : null;
        return !isThere || span is not null;
    }

    /// <summary>What of a name is still to be read.</summary>
    private struct Rest(string name, int at)
    {
        private int _at = at;

        public readonly bool IsOver => _at == name.Length;

        /// <summary>Goes behind a word that stands here.</summary>
        public bool Passes(string word)
        {
            var stands = string.CompareOrdinal(name, _at, word, 0, word.Length) == 0;
            _at += stands ? word.Length : 0;
            return stands;
        }

        public string? Id() => Take(1, MostOfAnId, letter => !char.IsWhiteSpace(letter) && letter is not ('[' or ']'));

        public string? Operation() => Take(
            4, 32, letter => IsDigit(letter) || letter is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'));

        public string? Place() => Passes("-") ? "-" : Take(5, 5, letter => IsDigit(letter) || letter is >= 'a' and <= 'z');

        public string? Span()
        {
            var from = _at;
            return Take(1, 8, IsDigit) is not null && Take(1, 1, unit => unit is 'd' or 'h' or 'm' or 's') is not null
                ? name.Substring(from, _at - from)
                : null;
        }

        public string? Time()
        {
            var from = _at;
            return Take(8, 8, IsDigit) is not null && IsTimeOfDay() ? name.Substring(from, _at - from) : null;
        }

        public string? Until()
        {
            var from = _at;
            var isRead = Passes("never") || (Take(8, 8, IsDigit) is not null && (name[_at] != 'T' || IsTimeOfDay()));
            return isRead ? name.Substring(from, _at - from) : null;
        }

        private bool IsTimeOfDay() => Passes("T") && Take(6, 6, IsDigit) is not null && Passes("Z");

        private static bool IsDigit(char letter) => letter is >= '0' and <= '9';

        // As many of these characters as stand here, and no more than so many.
        private string? Take(int least, int most, Func<char, bool> belongs)
        {
            var from = _at;
            while (_at < name.Length && _at - from < most && belongs(name[_at]))
            {
                _at++;
            }

            return _at - from >= least ? name.Substring(from, _at - from) : null;
        }
    }
}
