using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>A part of a request cannot be read: the API answers 400 with this violation.</summary>
internal sealed class InvalidRequestException(TenantError error) : Exception(error.Message)
{
    public InvalidRequestException(string path, string message, string location)
        : this(TenantErrors.Violated(path, message, location))
    {
    }

    public TenantError Error { get; } = error;
}
