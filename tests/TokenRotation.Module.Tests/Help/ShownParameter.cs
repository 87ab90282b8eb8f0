namespace TokenRotation.Module.Tests.Help;

/// <summary>A parameter in what Get-Help emits.</summary>
internal sealed record ShownParameter(
    string Name,
    string Description,
    string Type,
    bool Required,
    string Position,
    string DefaultValue,
    string PipelineInput,
    bool Wildcards,
    string Aliases);
