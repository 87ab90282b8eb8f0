namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// What a token's name, scopes and expiry must be. The messages are guesses; the rules are noted with their switches.
/// </summary>
internal sealed class TokenConstraints(TenantOptions options, Generation generation, bool isOfCluster)
{
    public List<ConstraintViolation> Of(TokenCreation creation, DateTimeOffset now)
    {
        var violations = new List<ConstraintViolation>();
        CheckName(creation.Name, violations);
        CheckScopes(creation.Scopes, creation.PersonalAccessToken, violations);
        if (creation.ExpirationDate <= now)
        {
            Add(violations, generation == Generation.V1 ? "expiresIn" : "expirationDate", "must not be in the past.");
        }

        if (creation.PersonalAccessToken && !options.PersonalAccessTokensEnabled)
        {
            Add(violations, "personalAccessToken", "Personal access tokens are disabled in this environment.");
        }

        return violations;
    }

    public List<ConstraintViolation> Of(TokenChange change, TenantToken token)
    {
        var violations = new List<ConstraintViolation>();
        if (change.Name is not null)
        {
            CheckName(change.Name, violations);
        }

        if (change.Scopes is not null)
        {
            CheckScopes(change.Scopes, token.PersonalAccessToken, violations);
        }

        return violations;
    }

    private static void Add(List<ConstraintViolation> violations, string path, string message) =>
        violations.Add(new ConstraintViolation(path, message, TenantErrors.PayloadBody));

    private void CheckName(string? name, List<ConstraintViolation> violations)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            Add(violations, "name", "must not be empty.");
        }
        else if (name.Length > options.NameLimit)
        {
            Add(violations, "name", $"size must be between 1 and {options.NameLimit}.");
        }
    }

    private void CheckScopes(IReadOnlyList<string>? scopes, bool personal, List<ConstraintViolation> violations)
    {
        if (scopes is null)
        {
            Add(violations, "scopes", "must not be null.");
            return;
        }

        if (scopes.Count == 0 && (generation == Generation.V1 || options.V2RefusesEmptyScopes))
        {
            Add(violations, "scopes", "must not be empty.");
        }

        if (generation == Generation.V1 && scopes.Distinct(StringComparer.Ordinal).Count() < scopes.Count)
        {
            Add(violations, "scopes", "must contain unique elements only.");
        }

        for (var i = 0; i < scopes.Count; i++)
        {
            if (!(isOfCluster ? TokenScopes.IsGrantableInCluster(scopes[i]) : TokenScopes.IsGrantable(scopes[i])))
            {
                Add(violations, $"scopes[{i}]", $"'{scopes[i]}' is not a valid scope.");
            }
            else if (personal && !TokenScopes.IsGrantableToPersonal(scopes[i]))
            {
                Add(violations, $"scopes[{i}]", $"'{scopes[i]}' is not allowed for personal access tokens.");
            }
        }
    }
}
