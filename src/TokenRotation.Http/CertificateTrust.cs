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

    public bool Accepts(X509Certificate2? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return false;
        }

        // One after another: of several authorities with one name, such as before and after a renewal, a chain takes any.
        return authority.Cast<X509Certificate2>().Any(trusted => EndsIn(trusted, certificate, presented));
    }

    private bool EndsIn(X509Certificate2 trusted, X509Certificate2 certificate, X509Chain? presented)
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

        return chain.Build(certificate)
            && chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData.SequenceEqual(trusted.RawData)
            && IsStrong(chain);
    }

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
