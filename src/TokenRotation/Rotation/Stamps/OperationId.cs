using System.Security.Cryptography;

namespace TokenRotation.Rotation.Stamps;

/// <summary>The name of one operation, in a stamp and in the store.</summary>
internal static class OperationId
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Length = 10;

    /// <summary>A new one: 50 random bits.</summary>
    public static string Next()
    {
        var bytes = new byte[Length];
        using var random = RandomNumberGenerator.Create();
        random.GetBytes(bytes);
        return new string(Array.ConvertAll(bytes, value => Alphabet[value % Alphabet.Length]));
    }
}
