namespace TokenRotation.Api.Connecting;

/// <summary>Who calls, and by which generation of the API.</summary>
/// <param name="Api">The API to use.</param>
/// <param name="Caller">The caller's own token.</param>
/// <param name="LacksV2">The environment has no API v2.</param>
internal sealed record DiscoveredCaller(ITokenApi Api, DtToken Caller, bool LacksV2 = false);
