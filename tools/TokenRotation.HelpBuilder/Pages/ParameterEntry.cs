namespace TokenRotation.HelpBuilder.Pages;

/// <summary>A parameter: what it means, and its facts.</summary>
/// <param name="Name">Without the dash.</param>
/// <param name="Description">What it means.</param>
/// <param name="Facts">One block, or one for each group of parameter sets in which the facts differ.</param>
internal sealed record ParameterEntry(string Name, IReadOnlyList<string> Description, IReadOnlyList<ParameterFacts> Facts)
{
    /// <summary>The facts in a parameter set; the first block stands for a set that is not named.</summary>
    public ParameterFacts FactsIn(string? parameterSet) =>
        Facts.FirstOrDefault(facts => parameterSet is not null && facts.ParameterSets.Contains(parameterSet)) ?? Facts[0];
}
