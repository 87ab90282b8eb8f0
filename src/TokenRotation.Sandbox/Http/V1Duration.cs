using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary><c>expiresIn</c> of v1 and of the cluster: a value and a unit, milliseconds without one.</summary>
internal static class V1Duration
{
    public static DateTimeOffset After(JsonBody duration, DateTimeOffset now)
    {
        const string parameter = "expiresIn";
        var value = duration.Number("value")
            ?? throw new InvalidRequestException(parameter, "must have a value.", TenantErrors.PayloadBody);
        var ticks = duration.Text("unit") switch
        {
            "DAYS" => TimeSpan.TicksPerDay,
            "HOURS" => TimeSpan.TicksPerHour,
            "MINUTES" => TimeSpan.TicksPerMinute,
            "SECONDS" => TimeSpan.TicksPerSecond,
            "MILLIS" or null => TimeSpan.TicksPerMillisecond,
            _ => throw new InvalidRequestException(
                parameter, "unit must be one of DAYS, HOURS, MINUTES, SECONDS, MILLIS.", TenantErrors.PayloadBody),
        };
        try
        {
            return now + TimeSpan.FromTicks(checked(value * ticks));
        }
        catch (Exception exception) when (exception is OverflowException or ArgumentOutOfRangeException)
        {
            throw new InvalidRequestException(parameter, "is out of range.", TenantErrors.PayloadBody);
        }
    }
}
