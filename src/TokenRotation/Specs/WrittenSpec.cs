using TokenRotation.Api;

namespace TokenRotation.Specs;

/// <summary>A token as a spec file is to hold it.</summary>
/// <param name="Spec">What it is to be.</param>
/// <param name="Environment">The environment that it belongs into; null where the file leaves that open.</param>
internal sealed record WrittenSpec(TokenSpec Spec, string? Environment);
