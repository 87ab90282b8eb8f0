using System.Security.Cryptography;

namespace TokenRotation.Sandbox.Tenant;

/// <summary>Makes IDs and secrets: in the shape of Dynatrace's own, at random or reproducibly from a seed.</summary>
internal sealed class TokenText(int? seed)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string OldAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private const int PublicLength = 24;
    private const int SecretLength = 64;
    private const int OldLength = 21;

    private readonly Random? _seeded = seed is { } value ? new Random(value) : null;

    public (string Id, string Token) Next()
    {
        var id = "dt0c01." + Text(Base32, PublicLength);
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

    private string Text(string alphabet, int length) => _seeded is null
        ? RandomNumberGenerator.GetString(alphabet, length)
        : _seeded.GetString(alphabet, length);
}
