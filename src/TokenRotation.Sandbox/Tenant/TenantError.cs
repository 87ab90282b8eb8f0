namespace TokenRotation.Sandbox.Tenant;

/// <summary>Dynatrace's error envelope.</summary>
/// <param name="Code">The HTTP status, which the body repeats.</param>
/// <param name="Message">The server's sentence.</param>
/// <param name="Violations">What is wrong with the request, part by part; null when that is not the trouble.</param>
public sealed record TenantError(int Code, string Message, IReadOnlyList<ConstraintViolation>? Violations = null);

/// <summary>One part of a request that the server does not accept.</summary>
/// <param name="Path">The property or parameter.</param>
/// <param name="Message">What is wrong with it.</param>
/// <param name="ParameterLocation"><c>PAYLOAD_BODY</c>, <c>QUERY</c>, <c>PATH</c> or <c>HEADER</c>.</param>
public sealed record ConstraintViolation(string Path, string Message, string ParameterLocation);
