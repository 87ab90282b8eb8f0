using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TokenRotation.Http;

/// <summary>Trusts what the system trusts, and what a private authority has issued. Names and dates always have to be right.</summary>
internal sealed class CertificateTrust(X509Certificate2Collection authority)
{
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

        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.AddRange(authority);
        foreach (var element in presented?.ChainElements.Cast<X509ChainElement>() ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate) && EndsInAuthority(chain);
    }

    private bool EndsInAuthority(X509Chain chain)
    {
        var root = chain.ChainElements[chain.ChainElements.Count - 1].Certificate;
        return authority.Cast<X509Certificate2>().Any(trusted => trusted.RawData.SequenceEqual(root.RawData));
    }
}
