using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenRotation.Api.Connecting;
using TokenRotation.Cmdlets.Errors;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>The certificate authorities that a user gives: certificates, files, or paths of certificate stores.</summary>
internal static class GivenAuthorities
{
    /// <summary>The certificates; null, and an error, if one cannot be read.</summary>
    public static X509Certificate2Collection? Read(PSCmdlet cmdlet, IEnumerable<object> all)
    {
        var authorities = new X509Certificate2Collection();
        foreach (var given in all)
        {
            if (given is X509Certificate2 certificate)
            {
                authorities.Add(certificate);
                continue;
            }

            var store = CertificateStorePath.Read(given.ToString()!);
            var path = store is null ? cmdlet.GetUnresolvedProviderPathFromPSPath(given.ToString()) : given.ToString()!;
            try
            {
                authorities.AddRange(store is null ? CertificateFile.Read(path) : store.Certificates());
            }
            catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
            {
                cmdlet.WriteError(ErrorRecords.CertificateUnreadable(path, failure.Message));
                return null;
            }
        }

        return authorities;
    }
}
