namespace TokenRotation.Secrets;

/// <summary>
/// The entries of a store that a rotation uses for one token: the name that the token's users read, and those that it keeps
/// beside it. They are joined by hyphens, which every vault takes; Azure Key Vault takes nothing else but letters and digits.
/// </summary>
/// <param name="Current">Holds the token that is in use.</param>
internal sealed record SecretSlots(string Current)
{
    /// <summary>Holds the token that was in use before, until it is deleted.</summary>
    public string Previous => Current + "-previous";

    /// <summary>
    /// Holds a new token, by its ID, from its creation until the one that it replaces is deleted. Operations do not overwrite
    /// one another.
    /// </summary>
    public string Pending(string id) => $"{Current}-pending-{id.Replace('.', '-')}";

    /// <summary>
    /// Hold new tokens in turn where entries cannot be removed: one for each rotation would pile up.
    /// </summary>
    public IReadOnlyList<string> Alternating => [Current + "-pending-1", Current + "-pending-2"];

    /// <summary>Proves that the store keeps what it is given, before there is a token to lose.</summary>
    public string Canary => Current + "-canary";

    /// <summary>An entry of this name is kept beside the current one. A vault may tell letters by case or not.</summary>
    public bool Has(string name) =>
        name.StartsWith(Current, StringComparison.OrdinalIgnoreCase) && SecretName.SuffixAt(name) == Current.Length;
}
