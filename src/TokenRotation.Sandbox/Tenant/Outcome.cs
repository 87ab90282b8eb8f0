using System.Diagnostics.CodeAnalysis;

namespace TokenRotation.Sandbox.Tenant;

/// <summary>What the tenant answers: a status as in HTTP, and an error if it is one.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">What went wrong; null for success.</param>
public record Outcome(int Status, TenantError? Error = null)
{
    /// <summary>True when there is no error.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>A refusal.</summary>
    public static implicit operator Outcome(TenantError error) => FromTenantError(error);

    /// <summary>A refusal.</summary>
    public static Outcome FromTenantError(TenantError error) => new(error.Code, error);
}

/// <summary>What the tenant answers, with a value on success.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Value">The value; the default for an error.</param>
/// <param name="Error">What went wrong; null for success.</param>
public sealed record Outcome<T>(int Status, T? Value, TenantError? Error = null) : Outcome(Status, Error)
{
    /// <summary>A refusal.</summary>
    public static implicit operator Outcome<T>(TenantError error) => new(error.Code, default, error);
}

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
