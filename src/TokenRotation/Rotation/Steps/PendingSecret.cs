using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;

namespace TokenRotation.Rotation.Steps;

/// <summary>
/// A new token's secret beside the entry: kept there before anything refers to the token, and taken up from there by the run
/// that goes on where another one has died.
/// </summary>
internal static class PendingSecret
{
    /// <summary>Keeps the secret of this run's token; from here on it is the one that the store gave back.</summary>
    public static async Task<RotationFacts> KeepAsync(SecretPlace place, RotationFacts facts)
    {
        var own = facts.Own!;
        var stored = await place.KeepPendingAsync(own.Token, own.Id).ConfigureAwait(false);
        return facts with
        {
            Own = own with { Stored = true, Token = stored },
            Store = facts.Store! with { PendingIds = [.. facts.Store.PendingIds, own.Id] },
        };
    }

    /// <summary>Makes another run's token this run's own; without its secret in the store it is not.</summary>
    /// <param name="place">Where the secret is looked for.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="successor">The token, as a list showed it.</param>
    /// <param name="operation">The operation that its name tells.</param>
    /// <param name="name">Its name without what a rotation has noted in it.</param>
    /// <param name="now">The server's time, which counts where the token's creation is not told.</param>
    public static async Task<RotationFacts> TakeUpAsync(
        SecretPlace place, RotationFacts facts, DtToken successor, string operation, string name, DateTimeOffset now)
    {
        if (await place.PendingAsync(successor.Id).ConfigureAwait(false) is not { } secret)
        {
            return facts with { Store = facts.Store!.WithoutPending(successor.Id) };
        }

        return facts with
        {
            Own = new OwnSuccessor
            {
                Operation = operation,
                Id = successor.Id,
                Token = secret,
                Name = name,
                CreationDate = successor.CreationDate ?? now,
                Listed = true,
                StoreTried = true,
                // The run that died may have reached some of several entries.
                Stored = place.Entries.Count == 1,
            },
        };
    }
}
