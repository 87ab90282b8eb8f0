using System.Security.Cryptography;
using System.Text;

namespace TokenRotation.Rotation.Stamps;

/// <summary>
/// Stands in a pending stamp where the old token's ID would be, on a token that a spec file brings into being: runs that make
/// the same token find each other by it. No token's ID looks like it.
/// </summary>
internal static class NewTokenKey
{
    private const string Prefix = "new.";

    public static string Of(string name)
    {
        using var hash = SHA256.Create();
        var digest = hash.ComputeHash(Encoding.UTF8.GetBytes(name));
        return Prefix + BitConverter.ToString(digest, 0, 6).Replace("-", string.Empty);
    }

    public static bool Is(string oldId) => oldId.StartsWith(Prefix, StringComparison.Ordinal);
}
