using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Samples;

/// <summary>A sandbox's clock that stands still, and moves when the session waits: waiting takes no time.</summary>
internal static class WaitedClock
{
    private const string Shims = """
        function global:Start-Sleep {
            param([int] $Seconds, [int] $Milliseconds)
            $null = $sandboxClock.Advance([timespan]::FromMilliseconds(1000 * $Seconds + $Milliseconds))
        }
        function global:Get-Date { $sandboxClock.GetUtcNow().UtcDateTime }
        """;

    /// <summary>A time with milliseconds, which show how exactly a server writes times.</summary>
    public static VirtualClock Start() => new(new DateTimeOffset(2026, 3, 14, 15, 9, 26, 535, TimeSpan.Zero));

    /// <summary>Lets the session tell the time, and wait, by the clock of its sandbox.</summary>
    public static void WaitByItsClock(this Tenant tenant)
    {
        tenant.Session.Set("sandboxClock", tenant.Server.Clock);
        tenant.Run(Shims).Succeed();
    }
}
