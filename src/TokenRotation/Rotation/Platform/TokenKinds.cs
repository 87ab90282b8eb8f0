using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform.Planning;
using TokenRotation.Rotation.Platform.Steps;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Rotation.Platform;

/// <summary>Where the rotations of classic and of platform tokens differ: who plans, who looks, and who acts.</summary>
internal static class TokenKinds
{
    /// <summary>
    /// The longest name, in characters, of a token that is to be rotated: what a rotation notes in a platform token's has room
    /// behind it.
    /// </summary>
    public static int LongestName(DtTokenKind kind) =>
        kind == DtTokenKind.Platform ? LineageMark.LongestBaseName : NameStamp.MaximumNameLength;

    /// <summary>What a rotation needs next.</summary>
    public static RotationPlan Plan(RotationFacts facts) =>
        facts.Capabilities.IsOfAccount ? PlatformPlanner.Plan(facts) : RotationPlanner.Plan(facts);

    /// <summary>The same once somebody says that the new secret has arrived.</summary>
    public static RotationPlan Complete(RotationFacts facts) =>
        facts.Capabilities.IsOfAccount ? PlatformPlanner.Complete(facts) : CompletionPlanner.Plan(facts);

    /// <inheritdoc cref="Situation.IsHardlyBegun"/>
    public static bool IsHardlyBegun(RotationFacts facts) => facts.Capabilities.IsOfAccount
        ? new PlatformSituation(facts).IsHardlyBegun
        : new Situation(facts).IsHardlyBegun;

    /// <inheritdoc cref="Situation.WaitsAfterLeak"/>
    public static bool WaitsAfterLeak(RotationFacts facts) => facts.Capabilities.IsOfAccount
        ? new PlatformSituation(facts).WaitsAfterLeak
        : new Situation(facts).WaitsAfterLeak;

    /// <summary>Who looks where a rotation stands.</summary>
    public static IFactFinder FinderOf(RotationRun run, RotationTarget target) =>
        run.Api.Capabilities.IsOfAccount ? new PlatformFactFinder(run, target) : new FactFinder(run, target);

    /// <summary>Who looks where a rotation stands, and who takes its steps on that.</summary>
    public static (IFactFinder Finder, IRotationSteps Steps) Of(RotationRun run, RotationTarget target, IRotationHost host)
    {
        if (run.Api.Capabilities.IsOfAccount)
        {
            var finder = new PlatformFactFinder(run, target);
            return (finder, new PlatformSteps(run, target, finder, host));
        }

        var classic = new FactFinder(run, target);
        return (classic, new RotationSteps(run, target, classic, host));
    }
}
