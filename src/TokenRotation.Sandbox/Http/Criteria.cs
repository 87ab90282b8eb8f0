using System.Text;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>
/// Dynatrace's grammar of filters: <c>name("value","or another"),other(word)</c>. Inside quotes a tilde escapes the character
/// behind it; documented for the audit log, taken for granted elsewhere.
/// </summary>
internal sealed class Criteria
{
    private readonly string _parameter;
    private readonly string _text;
    private int _at;

    private Criteria(string parameter, string text) => (_parameter, _text) = (parameter, text);

    /// <summary>The criteria of a query parameter in their order. No name comes twice.</summary>
    /// <exception cref="InvalidRequestException">The text is no filter.</exception>
    public static IEnumerable<(string Name, IReadOnlyList<string> Values)> Parse(string parameter, string text)
    {
        var criteria = new Criteria(parameter, text);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var criterion = criteria.Criterion();
            if (!seen.Add(criterion.Name))
            {
                throw criteria.Invalid();
            }

            yield return criterion;
        }
        while (criteria.TrySkip(','));

        if (criteria._at < text.Length)
        {
            throw criteria.Invalid();
        }
    }

    private (string Name, IReadOnlyList<string> Values) Criterion()
    {
        var name = Word();
        Expect('(');
        var values = new List<string>();
        do
        {
            values.Add(TrySkip('"') ? Quoted() : Word());
        }
        while (TrySkip(','));

        Expect(')');
        return (name, values);
    }

    private string Word()
    {
        SkipSpaces();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_'))
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : throw Invalid();
    }

    private string Quoted()
    {
        var value = new StringBuilder();
        for (; _at < _text.Length && _text[_at] != '"'; _at++)
        {
            if (_text[_at] == '~' && _at + 1 < _text.Length)
            {
                _at++;
            }

            value.Append(_text[_at]);
        }

        Expect('"');
        return value.ToString();
    }

    private void Expect(char character)
    {
        if (!TrySkip(character))
        {
            throw Invalid();
        }
    }

    private bool TrySkip(char character)
    {
        SkipSpaces();
        if (_at >= _text.Length || _text[_at] != character)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }
    }

    private InvalidRequestException Invalid() =>
        new(_parameter, $"is not valid near position {_at}.", TenantErrors.Query);
}
