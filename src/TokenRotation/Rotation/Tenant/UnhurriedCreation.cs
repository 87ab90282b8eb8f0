using TokenRotation.Api;

namespace TokenRotation.Rotation.Tenant;

/// <summary>
/// A creation that is cut off leaves a token that nobody knows: when a command is stopped, the call that is under way may
/// still come to its end, within the second that a user waits.
/// </summary>
internal static class UnhurriedCreation
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(400);

    public static async Task<CreatedToken> RunAsync(ITokenApi api, TokenSpec spec, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var cutOff = new CancellationTokenSource();
        using var stop = cancellationToken.Register(() => cutOff.CancelAfter(Grace));
        return await api.CreateAsync(spec, cutOff.Token).ConfigureAwait(false);
    }
}
