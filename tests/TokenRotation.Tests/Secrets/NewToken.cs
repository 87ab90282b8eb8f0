using FsCheck;
using FsCheck.Fluent;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Secrets;

/// <summary>Makes token texts at run time: none stands in the repository.</summary>
internal static class NewToken
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static ApiToken Classic() => ApiToken.Parse(Text());

    public static string Text(string prefix = "dt0c01", int publicLength = 24) =>
        $"{prefix}.{Characters(publicLength)}.{Characters(64)}";

    public static string OldFormatText() => Characters(21);

    public static string SecretPartOf(ApiToken token) => token.Reveal().Split('.').Last();

    private static string Characters(int count) => Random.Shared.GetString(Alphabet, count);
}

/// <summary>Any token that Dynatrace may have issued.</summary>
public sealed class IssuedTokenText
{
    private static readonly Gen<string> Modern =
        from prefix in Gen.Elements("dt0c01", "dt0s16", "dt0s02", "dt0g02", "dt0a01", "dt0x99")
        from length in Gen.Elements(8, 24)
        from number in Gen.Choose(0, int.MaxValue)
        select NewToken.Text(prefix, length);

    public static Arbitrary<string> Texts() =>
        Gen.OneOf(Modern, Gen.Choose(0, int.MaxValue).Select(_ => NewToken.OldFormatText())).ToArbitrary();
}
