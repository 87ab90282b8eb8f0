namespace TokenRotation.Sandbox.Account;

/// <summary>The account's users by e-mail address and UUID: whoever is named is one.</summary>
internal sealed class AccountUsers(int? seed)
{
    private const string ServiceDomain = "@service.sso.dynatrace.com";

    private readonly Random? _seeded = seed is { } value ? new Random(value) : null;
    private readonly Dictionary<string, string> _uuids = new(StringComparer.OrdinalIgnoreCase);

    public static bool IsServiceUser(string email) => email.EndsWith(ServiceDomain, StringComparison.Ordinal);

    public string NextUuid()
    {
        var bytes = new byte[16];
        (_seeded ?? Random.Shared).NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    public string UuidOf(string email)
    {
        if (!_uuids.TryGetValue(email, out var uuid))
        {
            uuid = IsServiceUser(email) ? email[..^ServiceDomain.Length] : NextUuid();
            _uuids[email] = uuid;
        }

        return uuid;
    }

    /// <summary>The UUID of a user that there is; null for any other.</summary>
    public string? Find(string email) => _uuids.GetValueOrDefault(email);

    public string? EmailOf(string uuid) => _uuids.FirstOrDefault(user => user.Value == uuid).Key;

    /// <summary>A service user's address.</summary>
    public string AddServiceUser()
    {
        var email = NextUuid() + ServiceDomain;
        UuidOf(email);
        return email;
    }
}
