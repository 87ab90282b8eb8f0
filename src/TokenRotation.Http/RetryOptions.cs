namespace TokenRotation.Http;

/// <summary>How often, how long and on which clock a connection tries again.</summary>
public sealed class RetryOptions
{
    /// <summary>The longest wait between two attempts, whatever the server asks for.</summary>
    public static readonly TimeSpan MaximumWait = TimeSpan.FromSeconds(60);

    /// <summary>How many attempts may follow the first.</summary>
    public int MaximumRetryCount { get; init; } = 5;

    /// <summary>The wait before the first retry where the server names none; it doubles from then on.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one attempt may take, its body included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest body that is read, in bytes. 10 000 tokens with all fields take about 10 MB.</summary>
    public int MaximumResponseBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>The clock that waits and timeouts go by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told of every attempt when it has ended; null for nobody. Called on any thread.</summary>
    public Action<RequestAttempt>? AttemptEnded { get; init; }
}
