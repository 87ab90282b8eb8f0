namespace TokenRotation.Api.Accounts;

/// <summary>What was given names no account, or no address that a secret may be sent to.</summary>
public sealed class AccountAddressException(string message) : FormatException(message);
