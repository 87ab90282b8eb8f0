using System.Globalization;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Binding.Descriptions;

/// <summary>What is said of the tokens that a spec file is to hold.</summary>
internal static class ExportMessages
{
    public const string NameHoldsSecret = "Its name holds a whole token, and everybody who has the file would have it.";
    public const string NameIsEmpty = "It has no name, and a file knows a token by its name.";
    public const string NoScopeToGrant = "None of its scopes can be granted any more.";
    public const string NotExtended =
        "It is the new token of a rotation that is not through: Get-DtTokenRotation says how that one goes on.";

    public const string NoResource = "The account does not say where it works.";

    public const string LifetimeIsUnknown =
        "It expires, and the environment does not say when it was made: how long it was made for is unknown.";

    public const string NothingExported = "No token came in that a file could describe: no file was written.";
    public const string MendThenExport =
        "Give it another name or other scopes with Set-DtToken, or leave it out; the others are in the file.";

    public const string LeaveOut = "Leave it out, or write its entry by hand; the others are in the file.";

    public static string TokenNotExported(DtToken token, string reason) => $"{token} is not in the file. {reason}";

    public static string SpecFileNotWritable(string path, string reason) => $"The spec file '{path}' cannot be written: {reason}";

    public static string NewestOfName(ForeignText name, int count, string id) =>
        $"{count.ToString(CultureInfo.InvariantCulture)} tokens are called '{name}', and a file knows a token by its name: it "
        + $"holds the newest, {id}.";
}
