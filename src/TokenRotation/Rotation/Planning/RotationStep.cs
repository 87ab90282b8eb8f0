namespace TokenRotation;

/// <summary>What a rotation does next.</summary>
public enum RotationStep
{
    /// <summary>Nothing, for now or for good.</summary>
    None,

    /// <summary>Revokes a compromised token before it has a successor.</summary>
    RevokeFirst,

    /// <summary>Creates the new token, stamped as pending.</summary>
    Create,

    /// <summary>Lists the newest tokens: the earliest pending successor is elected.</summary>
    Elect,

    /// <summary>Deletes a new token of this run whose secret has gone nowhere.</summary>
    Withdraw,

    /// <summary>Takes up a pending successor whose secret is in the store.</summary>
    Resume,

    /// <summary>Stores the new secret as pending and reads it back.</summary>
    Store,

    /// <summary>Looks the new token up as itself.</summary>
    Verify,

    /// <summary>Lists what changed last: the old token must still be free, the new one still pending.</summary>
    Recheck,

    /// <summary>Stamps the old token as superseded: from here on the rotation only goes forward.</summary>
    Commit,

    /// <summary>Takes back a mark, or puts right an entry, that this run has written too late.</summary>
    Mend,

    /// <summary>Gives the new secret to the pipeline.</summary>
    HandOver,

    /// <summary>Makes the new secret the store's current one.</summary>
    Promote,

    /// <summary>Revokes the old token.</summary>
    Revoke,

    /// <summary>Gives the new token its clean name.</summary>
    Rename,

    /// <summary>Deletes the old token.</summary>
    Delete,

    /// <summary>Disables a new token that a dead run has left behind, and deletes it a day later.</summary>
    Collect,

    /// <summary>Enables a token that was taken for left behind, and is needed.</summary>
    Reinstate,
}
