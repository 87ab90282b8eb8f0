namespace TokenRotation.Rotation.Planning;

/// <summary>Whether a step may be taken where the server tells no time.</summary>
internal enum TimeNeed
{
    /// <summary>It may.</summary>
    None,

    /// <summary>Only for a token that this run has made: its own clock tells how long ago that was.</summary>
    UnlessInHand,

    /// <summary>It may not.</summary>
    Always,
}

/// <summary>
/// What a step reads anew right before it acts: a store, a prompt or another run may have taken long since the last read.
/// </summary>
internal enum FreshRead
{
    /// <summary>Nothing: what it does can be taken back, or the step before it has just read.</summary>
    None,

    /// <summary>A list that was begun after the step before.</summary>
    List,

    /// <summary>The store's current entry.</summary>
    Entry,

    /// <summary>The old token and its successor, each by itself.</summary>
    Pair,

    /// <summary>The leftover token, the old one, the stamps and the store.</summary>
    Leftover,
}

/// <summary>What is true of a step whatever the facts are.</summary>
internal sealed record StepTraits
{
    private const string GoOn = "Go on with the rotation that was begun";

    private static readonly Dictionary<RotationStep, StepTraits> Table = new()
    {
        [RotationStep.None] = new() { ChangesNothing = true, Foreseen = null, Time = TimeNeed.None },
        [RotationStep.RevokeFirst] = new()
        {
            Action = "Revoke compromised API token before it has a successor",
            AsksFirst = true,
            Foreseen = RotationStep.Create,
            Time = TimeNeed.None,
        },
        [RotationStep.Create] = new()
        {
            Action = "Create a new token with the same parameters and verify it",
            AsksFirst = true,
            Time = TimeNeed.None,
        },
        [RotationStep.Elect] = new() { Reads = FreshRead.List, ChangesNothing = true },
        [RotationStep.Withdraw] = new(),
        [RotationStep.Resume] = new() { AsksFirst = true, ChangesNothing = true, Time = TimeNeed.Always },
        [RotationStep.Store] = new(),
        [RotationStep.Verify] = new() { ChangesNothing = true },
        [RotationStep.Recheck] = new() { Reads = FreshRead.List, ChangesNothing = true },
        [RotationStep.Commit] = new(),
        [RotationStep.Mend] = new() { Action = "Put right what was written too late", Foreseen = null, MayFollowDelay = true },
        [RotationStep.HandOver] = new() { MayFollowDelay = true },
        [RotationStep.Promote] = new() { Reads = FreshRead.Entry },
        [RotationStep.Revoke] = new()
        {
            Reads = FreshRead.Pair,
            Action = "Revoke API token after the new one has been handed over",
            AsksFirst = true,
            MayBeLeft = true,
            Foreseen = null,
        },
        [RotationStep.Rename] = new() { Reads = FreshRead.Pair, MayBeLeft = true, Foreseen = null },
        [RotationStep.Delete] = new()
        {
            Reads = FreshRead.Pair,
            Action = DeleteForGood,
            AsksFirst = true,
            MayBeLeft = true,
            Foreseen = null,
            Time = TimeNeed.Always,
        },
        [RotationStep.Collect] = new()
        {
            Reads = FreshRead.Leftover,
            Action = "Disable new API token that a dead run has left behind, and delete it a day later",
            AsksFirst = true,
            Foreseen = null,
            Time = TimeNeed.Always,
        },
        [RotationStep.Reinstate] =
            new() { Action = "Enable API token that is in use again", Foreseen = null, Time = TimeNeed.None },
    };

    /// <summary>How the last step is called, and what Remove-DtToken does.</summary>
    public const string DeleteForGood = "Delete API token for good";

    /// <summary>How prompts and -WhatIf call it.</summary>
    public string Action { get; private init; } = GoOn;

    /// <summary>The user is asked before it: something is created, taken up, revoked or deleted.</summary>
    public bool AsksFirst { get; private init; }

    /// <summary>It changes neither the environment nor the store, and gives no secret away.</summary>
    public bool ChangesNothing { get; private init; }

    /// <summary>What it reads anew right before it acts.</summary>
    public FreshRead Reads { get; private init; }

    /// <summary>A run that is stopped may leave it to a later one, though it has a new token in hand.</summary>
    public bool MayBeLeft { get; private init; }

    /// <summary>A run that was held up takes it all the same: it cannot wait for another run.</summary>
    public bool MayFollowDelay { get; private init; }

    /// <summary>Of which step a user would be asked next where nothing is waited for; null for none.</summary>
    public RotationStep? Foreseen { get; private init; } = RotationStep.Revoke;

    /// <summary>Whether it needs the server's time.</summary>
    public TimeNeed Time { get; private init; } = TimeNeed.UnlessInHand;

    public static StepTraits Of(RotationStep step) => Table[step];
}
