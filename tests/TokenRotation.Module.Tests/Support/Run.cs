using System.Management.Automation;

namespace TokenRotation.Module.Tests.Support;

/// <summary>What came out of a script.</summary>
internal sealed record Run(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<string> Information,
    IReadOnlyList<string> Progress,
    string Screen,
    RuntimeException? Failure,
    PSInvocationState State)
{
    /// <summary>The IDs of the errors, without the cmdlet's class.</summary>
    public IEnumerable<string> ErrorIds => Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]);

    /// <summary>The only object that came out.</summary>
    public PSObject One => Assert.Single(Output);

    /// <summary>Fails the test if the script wrote an error.</summary>
    public Run Succeed()
    {
        Assert.Null(Failure);
        Assert.Empty(Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}"));
        return this;
    }

    /// <summary>Fails the test unless the script wrote exactly this error, complete with category, advice and no more.</summary>
    public ErrorRecord FailWith(string id)
    {
        Assert.Null(Failure);
        var error = Assert.Single(Errors);
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails?.RecommendedAction));
        return error;
    }

    /// <summary>A property of each object that came out.</summary>
    public IEnumerable<object?> All(string property) => Output.Select(one => one.Properties[property]?.Value);
}
