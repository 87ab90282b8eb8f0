using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation;

/// <summary>How a run goes about its work.</summary>
internal sealed record RotationOptions
{
    /// <summary>How many calls of one environment are under way at a time where nobody says.</summary>
    public const int DefaultThrottleLimit = 5;

    /// <summary>How many may be.</summary>
    public const int MaximumThrottleLimit = 100;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Names an operation: 4 to 32 letters and digits, never twice.</summary>
    public Func<string> NewOperation { get; init; } = OperationId.Next;

    /// <summary>The locks between runs on one machine; null for none.</summary>
    public IRunnerLocks? Locks { get; init; }

    /// <summary>How many calls of one environment may be under way at a time.</summary>
    public int ThrottleLimit { get; init; } = DefaultThrottleLimit;

    /// <summary>How long it may take until every node of the environment knows a change.</summary>
    public TimeSpan SettlingTime { get; init; }

    /// <summary>How many rotations wait for a list before it is read, as long as others are on their way to it.</summary>
    public int EnoughForAList { get; init; } = 24;

    /// <summary>How many rotations are in flight: enough to keep the lanes busy while some wait for a list.</summary>
    public int InFlight => Math.Max(48, ThrottleLimit * 8);

    /// <summary>
    /// Environments where the secrets of platform tokens may be tried, besides those that their resources name.
    /// </summary>
    public IReadOnlyList<Api.Connecting.EnvironmentUrl> ProbedAt { get; init; } = [];

    /// <summary>Decides each next step.</summary>
    public Func<RotationFacts, RotationPlan> Planner { get; init; } = TokenKinds.Plan;
}
