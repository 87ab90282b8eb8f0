using Microsoft.AspNetCore.Http;

namespace TokenRotation.Sandbox.Http;

/// <summary>A request to the token API, read to its end.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Segments">The path's parts from <c>api</c> on, without the environment.</param>
/// <param name="Query">The query's parameters.</param>
/// <param name="Accept">The <c>Accept</c> header.</param>
/// <param name="Secret">The credential that the caller sent; null for none.</param>
/// <param name="Bearer">The Bearer token that the caller sent; null for none.</param>
/// <param name="ContentType">What the body calls itself; null for nothing.</param>
/// <param name="Node">The node that is called: the <c>Host</c> without its port.</param>
/// <param name="IpAddress">Where the call comes from.</param>
/// <param name="Body">The body.</param>
internal sealed record ApiRequest(
    string Method,
    string[] Segments,
    IQueryCollection Query,
    string Accept,
    string? Secret,
    string? Bearer,
    string? ContentType,
    string Node,
    string? IpAddress,
    ReadOnlyMemory<byte> Body);
