using System.Text.Json;

namespace TokenRotation.Api.Wire;

/// <summary>
/// One string for equal texts of one answer: ten thousand tokens share some hundred scopes and owners. A full pool no longer
/// takes texts in, so hostile answers cost no more than plain ones. Not safe for concurrent use.
/// </summary>
internal sealed class TextPool
{
    private const int Size = 1024;
    private const int Probes = 4;

    private readonly Entry[] _entries = new Entry[Size + Probes];

    /// <summary>The text that the reader, which stands on a string, holds.</summary>
    public string Read(ref Utf8JsonReader reader)
    {
        // Escaped text is rare; its bytes are not the text's.
        var bytes = reader.ValueSpan;
        if (bytes.Length == 0 || bytes.IndexOf((byte)'\\') >= 0)
        {
            return reader.GetString()!;
        }

        var start = (int)(Hash(bytes) % Size);
        for (var i = start; i < start + Probes; i++)
        {
            ref var entry = ref _entries[i];
            if (entry.Text is null)
            {
                entry = new Entry(bytes.ToArray(), reader.GetString()!);
                return entry.Text!;
            }

            if (bytes.SequenceEqual(entry.Bytes))
            {
                return entry.Text;
            }
        }

        return reader.GetString()!;
    }

    // FNV-1a
    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261;
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * 16777619;
        }

        return hash;
    }

    private readonly record struct Entry(byte[]? Bytes, string? Text);
}
