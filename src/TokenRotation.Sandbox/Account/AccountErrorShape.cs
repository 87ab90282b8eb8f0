namespace TokenRotation.Sandbox.Account;

/// <summary>The body of an error of the account's: none is documented for platform tokens.</summary>
public enum AccountErrorShape
{
    /// <summary>As elsewhere in the account's API: <c>{"error": true, "message": "...", "payload": null}</c>.</summary>
    Flat,

    /// <summary>The environment's envelope.</summary>
    Envelope,

    /// <summary>None.</summary>
    Empty,
}
