using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace TokenRotation.Sandbox.Tenant;

/// <summary>Makes IDs and secrets: in the shape of Dynatrace's own, at random or reproducibly from a seed.</summary>
internal sealed partial class TokenText(int? seed)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string OldAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private const int PublicLength = 24;
    private const int AccountPublicLength = 8;
    private const int SecretLength = 64;
    private const int OldLength = 21;

    private readonly Random? _seeded = seed is { } value ? new Random(value) : null;

    public (string Id, string Token) Next()
    {
        var id = "dt0c01." + Text(Base32, PublicLength);
        return (id, id + "." + Text(Base32, SecretLength));
    }

    /// <summary>A token or client of the account, whose public part is short.</summary>
    public (string Id, string Token) NextOfAccount(string prefix)
    {
        var id = prefix + "." + Text(Base32, AccountPublicLength);
        return (id, id + "." + Text(Base32, SecretLength));
    }

    public (string Id, string Token) NextOldFormat()
    {
        Span<byte> bytes = stackalloc byte[16];
        if (_seeded is null)
        {
            RandomNumberGenerator.Fill(bytes);
        }
        else
        {
            _seeded.NextBytes(bytes);
        }

        return (new Guid(bytes).ToString(), Text(OldAlphabet, OldLength));
    }

    /// <summary>True for what can be a token's ID.</summary>
    public static bool IsId(string text) => Guid.TryParse(text, out _) || Id().IsMatch(text);

    /// <summary>A name as the tenant keeps it.</summary>
    public static string Handled(string name, NameHandling handling) => handling switch
    {
        NameHandling.Trimmed => Spaces().Replace(name.Trim(), " "),
        NameHandling.Sanitized => Special().Replace(name, "_"),
        _ => name,
    };

    [GeneratedRegex(@"\Adt0[a-z][0-9]{2}\.[A-Z0-9]{8,24}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[^\p{L}\p{N} ._\-]")]
    private static partial Regex Special();

    private string Text(string alphabet, int length) => _seeded is null
        ? RandomNumberGenerator.GetString(alphabet, length)
        : _seeded.GetString(alphabet, length);
}
