using TokenRotation.Api;
using TokenRotation.Rotation.Steps;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <content>What goes wrong with a call.</content>
internal sealed partial class World
{
    private void CarryOut(PendingCall call, Fault fault)
    {
        if (Trace is not null)
        {
            Tell($"{call.Run}: {call.What}{(fault == Fault.None ? string.Empty : $": {fault}")}"
                + (call.IsApplied ? ": answered" : string.Empty));
        }

        _calls.Remove(call);
        if (call.IsApplied)
        {
            call.Deliver();
            return;
        }

        fault = Watch?.At(call) ?? fault;
        Statistics.Faults += fault == Fault.None ? 0 : 1;
        switch (fault)
        {
            case Fault.CrashBefore:
                Kill(call.Run);
                break;
            case Fault.CrashWithin:
                call.Apply();
                Kill(call.Run);
                break;
            case Fault.AnswerLost or Fault.ServerFailedAfterwards:
                call.Apply();
                call.Fail(FailureOf(call.Kind, fault));
                break;
            case Fault.Forbidden when call.Refused is not null:
                Refuse(call);
                break;
            case Fault.RateLimited or Fault.ServerFailed or Fault.TimedOut or Fault.Forbidden when call.Kind != CallKind.Approve:
                call.Fail(FailureOf(call.Kind, fault));
                break;
            case Fault.SlowAnswer when call.IsRemote:
                call.Apply();
                _calls.Add(call);
                break;
            case Fault.Late when call.Kind is CallKind.Create or CallKind.Change or CallKind.StoreWrite:
                _late.Add((Clock.Now + TimeSpan.FromSeconds(1 + (EventIndex * 7 % 59)), call));
                call.Fail(FailureOf(call.Kind, Fault.TimedOut));
                break;
            case Fault.Repeated when call.Kind == CallKind.Change:
                call.Apply();
                _late.Add((Clock.Now + TimeSpan.FromSeconds(1 + (EventIndex * 7 % 59)), call));
                call.Deliver();
                break;
            case Fault.Sleep or Fault.SleepWithin:
                if (fault == Fault.SleepWithin)
                {
                    call.Apply();
                }

                _calls.Add(call);
                call.Run.FallAsleep(SleepLength ?? SleepAt(EventIndex), setsClock: EventIndex % 2 == 0);
                break;
            case Fault.Slow when !call.IsRemote:
                if (EventIndex % 2 == 0)
                {
                    call.Apply();
                }

                call.NotBefore = Clock.Now + SlownessAt(EventIndex);
                _calls.Add(call);
                break;
            case Fault.Stop:
                call.Run.Stop.Cancel();
                Answer(call);
                break;
            default:
                call.Twist = fault;
                Answer(call);
                break;
        }
    }

    // A minute to more than an hour.
    internal static TimeSpan SlownessAt(int index) => (index % 3) switch
    {
        0 => TimeSpan.FromSeconds(50 + (index * 7 % 60)),
        1 => TimeSpan.FromMinutes(3 + (index * 11 % 18)),
        _ => TimeSpan.FromMinutes(30 + (index * 13 % 45)),
    };

    // Half a minute to two days.
    internal static TimeSpan SleepAt(int index) => (index % 5) switch
    {
        0 => TimeSpan.FromSeconds(30 + (index * 7 % 60)),
        1 => TimeSpan.FromMinutes(2 + (index * 11 % 12)),
        4 => TimeSpan.FromHours(1 + (index * 3 % 48)),
        _ => TimeSpan.FromMinutes(16 + (index * 13 % 60)),
    };

    // Whoever is not let in learns nothing of scopes.
    private static void Refuse(PendingCall call)
    {
        try
        {
            call.Refused!();
            call.Fail(FailureOf(call.Kind, Fault.Forbidden));
        }
        catch (UnauthorizedException failure)
        {
            call.Fail(failure);
        }
    }

    private static void Answer(PendingCall call)
    {
        call.Apply();
        call.Deliver();
    }

    internal static Exception FailureOf(CallKind kind, Fault fault)
    {
        switch (kind)
        {
            case CallKind.StoreRead or CallKind.StoreWrite:
                return new SecretStoreException($"The vault failed: {fault}.");
            case CallKind.HandOver or CallKind.Approve:
                return new HandOverException($"The consumer failed: {fault}.", new InvalidOperationException());
        }

        var request = new FailedRequest("CALL", "/tokens", null);
        return fault switch
        {
            Fault.RateLimited => new RateLimitedException("Too many requests.", request, null),
            Fault.Forbidden => new ForbiddenException("A scope is missing.", request, []),
            _ when kind == CallKind.Create =>
                new CreateOutcomeUnknownException("The token may have been created.", request, null),
            Fault.ServerFailed or Fault.ServerFailedAfterwards => new ServerFailedException("The server failed.", request),
            _ => new UnreachableException("No answer came.", request, null),
        };
    }
}
