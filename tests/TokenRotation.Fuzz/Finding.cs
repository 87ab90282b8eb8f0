namespace TokenRotation.Fuzz;

/// <summary>An input that a reader did not bear.</summary>
/// <param name="Target">The reader.</param>
/// <param name="Input">What it read.</param>
/// <param name="What">What happened.</param>
internal sealed record Finding(string Target, string Input, string What)
{
    /// <summary>On one line, the input escaped.</summary>
    public override string ToString() => $"{Target}: {What}\n  input: {System.Text.Json.JsonSerializer.Serialize(Input)}";
}
