namespace TokenRotation.Http;

/// <summary>The server's certificate was refused: no request was sent.</summary>
internal sealed class CertificateRefusedException(CertificateFault fault, Exception inner)
    : HttpRequestException(inner.Message, inner)
{
    public CertificateFault Fault { get; } = fault;
}
