using System.Collections.ObjectModel;

namespace TokenRotation.Api;

/// <summary>
/// The scopes of a token. It is written with spaces between them wherever text is made of it, in a CSV file as in HTML, and two
/// are equal that have the same scopes in the same order.
/// </summary>
internal sealed class ScopeList : ReadOnlyCollection<string>, IEquatable<ScopeList>
{
    private ScopeList(IList<string> scopes)
        : base(scopes)
    {
    }

    public static ScopeList Of(IReadOnlyList<string> scopes) => scopes as ScopeList ?? new([.. scopes]);

    public bool Equals(ScopeList? other) => other is not null && this.SequenceEqual(other, StringComparer.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as ScopeList);

    public override int GetHashCode() => Count == 0 ? 0 : StringComparer.Ordinal.GetHashCode(this[0]) ^ Count;

    public override string ToString() => string.Join(" ", this);
}
