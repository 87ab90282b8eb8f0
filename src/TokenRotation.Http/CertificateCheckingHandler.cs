using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TokenRotation.Http;

/// <summary>
/// Checks the servers' certificates, and says what is wrong with one that is refused: the handshake's own failure does not.
/// </summary>
internal sealed class CertificateCheckingHandler : DelegatingHandler
{
    private readonly CertificateTrust _trust;
    private readonly ConcurrentDictionary<string, CertificateFault> _faults = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Stands before <paramref name="inner"/>, which it owns and whose certificates it checks.</summary>
    public CertificateCheckingHandler(CertificateTrust trust, HttpClientHandler inner)
        : base(inner)
    {
        _trust = trust;
        inner.ServerCertificateCustomValidationCallback = Accepts;
    }

    /// <inheritdoc/>
    /// <exception cref="CertificateRefusedException">The certificate was refused.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException failure)
            when (ConnectionFailure.KindOf(failure) == ConnectionFailureKind.Tls && _faults.TryGetValue(HostOf(request), out _))
        {
            throw new CertificateRefusedException(_faults[HostOf(request)], failure);
        }
    }

    private bool Accepts(HttpRequestMessage? request, X509Certificate2? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        var fault = _trust.FaultOf(certificate, presented, errors);
        if (fault == CertificateFault.None)
        {
            return true;
        }

        _faults[HostOf(request)] = fault;
        return false;
    }

    private static string HostOf(HttpRequestMessage? request) => request?.RequestUri?.IdnHost ?? string.Empty;
}
