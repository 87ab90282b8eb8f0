using System.Security.Cryptography.X509Certificates;
using TokenRotation.Api.Connecting;

namespace TokenRotation.Tests.Api.Connecting;

public sealed class CertificateStorePathTests
{
    private const string Thumbprint = "0123456789abcdef0123456789ABCDEF01234567";

    [Theory]
    [InlineData(@"Cert:\CurrentUser\My", StoreLocation.CurrentUser, "My", null)]
    [InlineData("cert:/localmachine/Root/", StoreLocation.LocalMachine, "Root", null)]
    [InlineData(@"Cert:\LocalMachine\CA\" + Thumbprint, StoreLocation.LocalMachine, "CA", Thumbprint)]
    [InlineData(@"Microsoft.PowerShell.Security\Certificate::CurrentUser\My", StoreLocation.CurrentUser, "My", null)]
    public void A_path_of_the_certificate_drive_is_read(string path, StoreLocation location, string store, string? thumbprint) =>
        Assert.Equal(new CertificateStorePath(location, store, thumbprint), CertificateStorePath.Read(path));

    [Theory]
    [InlineData("")]
    [InlineData("ca.pem")]
    [InlineData(@"C:\CurrentUser\Root")]
    [InlineData(@"Cert:\CurrentUser")]
    [InlineData(@"Cert:\Nobody\Root")]
    [InlineData(@"Cert:\CurrentUser\Root\thumb")]
    [InlineData(@"Cert:\CurrentUser\My\0123")]
    [InlineData(@"C:\Cert:\CurrentUser\My")]
    public void Any_other_path_is_none(string path) => Assert.Null(CertificateStorePath.Read(path));
}
