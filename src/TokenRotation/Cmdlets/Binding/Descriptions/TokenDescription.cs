using System.Collections;
using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Specs;
using TokenRotation.Text;

namespace TokenRotation.Cmdlets.Binding.Descriptions;

/// <summary>
/// What a token is to be, as an object says it: a row of a CSV file, an object of JSON in the shape of either generation's create
/// request or answer, or a token that came from a file or another process. A column that is empty says nothing.
/// </summary>
/// <param name="described">The object.</param>
/// <param name="name">The name that is given beside it, and that counts instead of its own.</param>
/// <param name="scopes">The scopes that are given beside it.</param>
internal sealed class TokenDescription(PSObject described, string? name, IReadOnlyList<string>? scopes)
{
    private static readonly string[] NameNames = ["Name"];
    private static readonly string[] ScopesNames = ["Scopes", "Scope"];
    private static readonly string[] ResourceNames = ["Resource"];
    private static readonly string[] UserNames = ["User"];
    private static readonly string[] OwnerNames = ["Owner", "UserId"];
    private static readonly string[] CreationNames = ["CreationDate", "Created"];
    private static readonly string[] ExpiryNames = ["ExpirationDate", "Expires"];
    private static readonly string[] PersonalNames = ["PersonalAccessToken"];
    private static readonly string[] LifetimeNames = ["Lifetime", "ExpiresIn"];

    /// <summary>The token's name.</summary>
    /// <exception cref="TokenDescriptionException">There is none.</exception>
    public string Name => name ?? DescribedValue.Text(Value(NameNames)) ?? throw Missing(nameof(Name));

    /// <summary>The token's scopes.</summary>
    /// <exception cref="TokenDescriptionException">There are none.</exception>
    public IReadOnlyList<string> Scopes =>
        scopes ?? (DescribedValue.Scopes(Value(ScopesNames)) is { Length: > 0 } own ? own : throw Missing("Scopes"));

    /// <summary>True for a token that exists or did, which is to be copied: its expiry is that of its own life.</summary>
    public bool IsOfToken => DescribedValue.Text(Value(["Id"])) is not null || Value(CreationNames) is not null;

    /// <summary>The token that is described.</summary>
    /// <param name="environment">The environment that it is of, where the description does not say.</param>
    /// <exception cref="TokenDescriptionException">Something in it is missing or illegible.</exception>
    public DtToken AsToken(string environment) => new()
    {
        Id = DescribedValue.Text(Value(["Id"])) ?? string.Empty,
        Name = Name,
        Environment = DescribedValue.Text(Value([nameof(DtToken.Environment)])) ?? environment,
        Owner = DescribedValue.Text(Value(OwnerNames)),
        Scopes = Scopes,
        Resource = Resource,
        CreationDate = Read(CreationNames, DescribedValue.Date, CmdletMessages.NoDate),
        ExpirationDate = Read(ExpiryNames, DescribedValue.Date, CmdletMessages.NoDate),
        PersonalAccessToken = IsPersonal,
    };

    /// <summary>The token that is wanted.</summary>
    /// <exception cref="TokenDescriptionException">Something in it is missing or illegible.</exception>
    public TokenSpec AsSpec() => new()
    {
        Name = Name,
        Scopes = Scopes,
        Resource = Resource,
        User = DescribedValue.Text(Value(UserNames)),
        Lifetime = Read(LifetimeNames, Lifetime, CmdletMessages.NoDuration) ?? RelativeExpiry,
        ExpirationDate = RelativeExpiry is null ? Read(ExpiryNames, DescribedValue.Date, CmdletMessages.NoDate) : null,
        PersonalAccessToken = IsPersonal,
    };

    private IReadOnlyList<string> Resource => DescribedValue.Scopes(Value(ResourceNames));

    private bool IsPersonal =>
        Read(PersonalNames, value => (bool?)DescribedValue.Flag(value), SpecMessages.Wants(SpecMessages.AFlag)) ?? false;

    // What is relative stays relative: the server's clock decides.
    private TimeSpan? RelativeExpiry => DescribedValue.Text(Value(ExpiryNames)) is { } text ? Duration.Read(text) : null;

    private static TimeSpan? Lifetime(object? value) =>
        Property(value, "value") is { } count ? Times(count, DescribedValue.Text(Property(value, "unit")))
        : DescribedValue.Text(value) is null ? null
        : new DtDuration(value!);

    private static TimeSpan Times(object count, string? unit) =>
        TimeSpan.FromTicks(checked(LanguagePrimitives.ConvertTo<long>(count) * TokenSpecReader.UnitOf(unit).Ticks));

    private T? Read<T>(string[] names, Func<object?, T?> read, string wanted)
        where T : struct
    {
        var value = Value(names);
        try
        {
            return value is null ? null : read(value);
        }
        catch (Exception failure)
            when (failure is FormatException or PSInvalidCastException or OverflowException or ArgumentException)
        {
            throw new TokenDescriptionException(CmdletMessages.DescriptionIllegible(names[0], wanted));
        }
    }

    private static TokenDescriptionException Missing(string property) => new(CmdletMessages.DescriptionLacks(property));

    // An empty column of a CSV file says nothing.
    private object? Value(string[] names) =>
        names.Select(name => Property(described, name)).FirstOrDefault(value => value is not (null or string { Length: 0 }));

    private static object? Property(object? described, string name) => described switch
    {
        null => null,
        IDictionary pairs => pairs.Keys.OfType<string>()
            .Where(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            .Select(key => pairs[key])
            .FirstOrDefault(),
        PSObject { BaseObject: IDictionary pairs } => Property(pairs, name),
        _ => PSObject.AsPSObject(described).Properties[name]?.Value,
    };
}
