using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TokenRotation.Http;

/// <summary>
/// Trusts what the system trusts, and what a private authority has issued. Names and dates always have to be right.
/// </summary>
/// <remarks>
/// How strong a certificate of the system's authorities has to be is the system's to say. Under a given authority,
/// <see cref="CertificateStrength"/> says it: there .NET takes any. Revocation is not asked for.
/// </remarks>
internal sealed class CertificateTrust(X509Certificate2Collection authority)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>What is wrong with a certificate; nothing for one to be trusted.</summary>
    public CertificateFault FaultOf(X509Certificate2? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return CertificateFault.None;
        }

        if (certificate is null || (errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0)
        {
            return CertificateFault.Other;
        }

        var name = (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0
            ? CertificateFault.OtherName
            : CertificateFault.None;
        return (errors & SslPolicyErrors.RemoteCertificateChainErrors) == 0 ? name
            : name | (authority.Count == 0 ? FaultBySystem(presented) : FaultByAuthorities(certificate, presented));
    }

    private static CertificateFault FaultBySystem(X509Chain? presented)
    {
        var status = StatusOf(presented);
        var authority = (status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0
            ? CertificateFault.UnknownAuthority
            : CertificateFault.None;
        var fault = authority | DateFault(status);
        return fault == CertificateFault.None ? CertificateFault.Other : fault;
    }

    // One after another: of several authorities with one name, such as before and after a renewal, a chain takes any.
    private CertificateFault FaultByAuthorities(X509Certificate2 certificate, X509Chain? presented) =>
        authority.Cast<X509Certificate2>()
            .Select(trusted => FaultUnder(trusted, certificate, presented))
            .OrderBy(fault => fault == CertificateFault.None ? 0 : (fault & CertificateFault.OtherAuthority) == 0 ? 1 : 2)
            .First();

    private CertificateFault FaultUnder(X509Certificate2 trusted, X509Certificate2 certificate, X509Chain? presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.ExtraStore.Add(trusted);
        chain.ChainPolicy.ExtraStore.AddRange(Intermediates());
        foreach (var element in presented?.ChainElements.Cast<X509ChainElement>() ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        var isWhole = chain.Build(certificate);
        var status = StatusOf(chain);
        var fault = DateFault(status);
        // Another authority of the same name has made the signature, which this one's key does not fit.
        if ((status & X509ChainStatusFlags.NotSignatureValid) != 0
            || !chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData.SequenceEqual(trusted.RawData))
        {
            fault |= CertificateFault.OtherAuthority;
        }
        else if (!IsStrong(chain))
        {
            fault |= CertificateFault.Weak;
        }

        return fault == CertificateFault.None && !isWhole ? CertificateFault.Other : fault;
    }

    private static CertificateFault DateFault(X509ChainStatusFlags status) =>
        (status & X509ChainStatusFlags.NotTimeValid) != 0 ? CertificateFault.OutOfDate : CertificateFault.None;

    private static X509ChainStatusFlags StatusOf(X509Chain? chain) =>
        (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);

    // The authority's own signature proves nothing: it is trusted because it was given.
    private static bool IsStrong(X509Chain chain)
    {
        var certificates = chain.ChainElements.Cast<X509ChainElement>().Select(element => element.Certificate).ToList();
        return certificates.All(CertificateStrength.HasStrongKey)
            && certificates.Take(certificates.Count - 1).All(CertificateStrength.IsStronglySigned);
    }

    private X509Certificate2[] Intermediates() =>
        authority.Cast<X509Certificate2>().Where(given => given.Subject != given.Issuer).ToArray();
}
