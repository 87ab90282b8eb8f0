using System.Security.Cryptography;

namespace TokenRotation.Module.Tests.Support;

/// <summary>Makes texts that look like tokens, at run time: no file of this repository holds one.</summary>
internal static class Tokens
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Make(string prefix = "dt0c01", int publicLength = 24) =>
        $"{prefix}.{RandomNumberGenerator.GetString(Alphabet, publicLength)}.{RandomNumberGenerator.GetString(Alphabet, 64)}";
}
