using System.Text.RegularExpressions;

namespace TokenRotation.Secrets;

/// <summary>
/// The name of a token's entry in a secret store, which may hold <c>{Name}</c> and <c>{Environment}</c>. Nothing that changes
/// with a rotation stands in it: the entry is what its consumers know.
/// </summary>
/// <remarks>
/// SecretManagement forbids no character, its vaults do. What is put in for a placeholder keeps its letters, digits and hyphens,
/// which is what the strictest of them takes (Azure Key Vault); everything else becomes a hyphen. The rest of the template is
/// taken as it is written. Two tokens may so come to one name: whoever rotates several has to refuse that.
/// </remarks>
internal sealed class SecretName
{
    private static readonly Regex Placeholder = new(
        @"\{(?<key>Name|Environment)\}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static readonly Regex BesideAnother = new(
        @"-(previous|canary|pending-([12]|[A-Za-z0-9\-]{4,64}))\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static readonly char[] Braces = ['{', '}'];

    private readonly string _template;

    private SecretName(string template)
    {
        _template = template;
    }

    /// <summary>The token's own name, for stores whose entries were given no other.</summary>
    public static SecretName OfToken { get; } = new("{Name}");

    /// <summary>The name of the entry follows the name of the token.</summary>
    public bool HoldsName => _template.IndexOf("{Name}", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>True for the name of an entry that a rotation keeps beside another one.</summary>
    public static bool IsKeptBesideAnother(string name) => SuffixAt(name) is not null;

    /// <summary>Where the name of the other entry ends; null for a name that is not kept beside one.</summary>
    public static int? SuffixAt(string name) => BesideAnother.Match(name) is { Success: true, Index: var at } ? at : null;

    /// <summary>Reads a template.</summary>
    /// <exception cref="SecretNameException">
    /// It is empty, or holds a whole token, a token's ID, a brace that belongs to no placeholder, or a control character.
    /// </exception>
    public static SecretName Parse(string template)
    {
        if (string.IsNullOrWhiteSpace(template))
        {
            throw new SecretNameException(StoreMessages.SecretNameEmpty);
        }

        if (ServerText.HoldsToken(template))
        {
            throw new SecretNameException(StoreMessages.SecretNameHoldsToken);
        }

        if (template.IndexOf("{Id}", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            throw new SecretNameException(StoreMessages.SecretNameChanges);
        }

        if (template.IndexOfAny(Braces) >= 0 && Placeholder.Replace(template, string.Empty).IndexOfAny(Braces) >= 0)
        {
            throw new SecretNameException(StoreMessages.UnknownPlaceholder(template));
        }

        return template.Any(char.IsControl)
            ? throw new SecretNameException(StoreMessages.SecretNameNotPrintable)
            : new SecretName(template);
    }

    /// <summary>The entries for a token.</summary>
    /// <param name="name">The token's name, without a rotation's stamp.</param>
    /// <param name="environment">The environment's ID.</param>
    /// <exception cref="SecretNameException">
    /// The token gives nothing to put in for a placeholder, or the name is one that a rotation keeps beside another.
    /// </exception>
    public SecretSlots Of(string name, string environment)
    {
        var resolved = _template.IndexOfAny(Braces) < 0
            ? _template
            : Placeholder.Replace(_template, match => char.ToUpperInvariant(match.Groups["key"].Value[0]) switch
            {
                'N' => Portable(name),
                _ => Portable(environment),
            });
        return IsKeptBesideAnother(resolved)
            ? throw new SecretNameException(StoreMessages.SecretNameReserved(resolved))
            : new SecretSlots(resolved);
    }

    /// <summary>The template.</summary>
    public override string ToString() => _template;

    private static string Portable(string value) =>
        value.Any(char.IsLetterOrDigit)
            ? new string([.. value.Select(character => char.IsLetterOrDigit(character) ? character : '-')])
            : throw new SecretNameException(StoreMessages.NothingForPlaceholder(value));
}
