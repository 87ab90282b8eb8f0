using System.Globalization;

namespace TokenRotation.Benchmarks;

/// <summary>One measured value and the most it may be; null where it is only told.</summary>
internal sealed record Figure(string Name, double Value, string Unit, double? Budget)
{
    /// <summary>A value that is no number is a measurement that failed, and within no budget.</summary>
    public bool IsWithinBudget => Budget is not { } budget || Value <= budget;

    /// <summary>name, value, budget, ok or MISS, with tabs between.</summary>
    public override string ToString() =>
        string.Join('\t', Name, Text(Value), Budget is { } budget ? "<= " + Text(budget) : "-", IsWithinBudget ? "ok" : "MISS");

    private string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture) + Unit;
}
