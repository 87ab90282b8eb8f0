using System.Text;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>
/// The <c>apiTokenSelector</c> of a v2 list: <c>owner("x")</c>, <c>personalAccessToken(true)</c> and <c>scope("a","b")</c>, joined
/// by commas. How a quote within a value is escaped is not documented; a tilde does it here, as in Dynatrace's other selectors.
/// </summary>
internal sealed class TokenSelector
{
    private readonly string _text;
    private int _at;

    private TokenSelector(string text) => _text = text;

    public static TokenListQuery Apply(string text, TokenListQuery query)
    {
        var selector = new TokenSelector(text);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var (name, values) = selector.Criterion();
            if (!seen.Add(name))
            {
                throw selector.Invalid();
            }

            query = name switch
            {
                "owner" when values.Count == 1 => query with { Owner = values[0] },
                "scope" => query with { AnyOfScopes = values },
                "personalAccessToken" when values is ["true" or "false"] => query with { PersonalAccessToken = values[0] == "true" },
                _ => throw selector.Invalid(),
            };
        }
        while (selector.TrySkip(','));

        return selector._at == text.Length ? query : throw selector.Invalid();
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
        while (_at < _text.Length && char.IsAsciiLetter(_text[_at]))
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
        new("apiTokenSelector", $"is not valid near position {_at}.", TenantErrors.Query);
}
