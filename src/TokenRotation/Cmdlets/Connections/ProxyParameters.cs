using System.Management.Automation;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>The parameters that say which proxy a connection goes through.</summary>
internal sealed record ProxyParameters(Uri? Proxy, PSCredential? Credential, bool UseDefaultCredentials, bool NoProxy);
