using System.Collections.Concurrent;
using TokenRotation.Api.Connecting;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>A connection that has just come about, and what its client notes about requests.</summary>
internal sealed record MadeConnection(TokenApiConnection Connected, ConcurrentQueue<string> Notes);
