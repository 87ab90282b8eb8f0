using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;

namespace TokenRotation.Specs;

/// <summary>
/// Finds tokens of a spec file that would be taken for one another: the same name in one environment, or the same secret in
/// one vault.
/// </summary>
internal sealed class RotationSpecUniqueness(SpecFaults faults)
{
    // Stands for the ID of an environment that the file does not name; no environment's ID has spaces.
    private const string AnyEnvironment = "any environment";

    private readonly Dictionary<string, List<RotationSpec>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lineBySecret = new(StringComparer.Ordinal);

    /// <summary>Compares a token with those before it.</summary>
    public void Check(RotationSpec spec, int offset, string? path)
    {
        CheckName(spec, offset, path);
        CheckSecret(spec, offset, path);
    }

    private static List<string> EnvironmentIds(RotationSpec spec) =>
        spec.Environments is { } environments
            ? [.. environments.Select(IdOf).Distinct()]
            : [AnyEnvironment];

    private static string IdOf(string environment) =>
        (AccountAddress.IsUrn(environment) ? environment : EnvironmentUrl.Parse(environment).Id).ToUpperInvariant();

    private static string PathOf(string? path, string property) => path is null ? property : $"{path}.{property}";

    private static bool Overlap(RotationSpec one, RotationSpec other) =>
        one.IsPlatform == other.IsPlatform
        && (one.Environments is null || other.Environments is null || EnvironmentIds(one).Intersect(EnvironmentIds(other)).Any());

    private void CheckName(RotationSpec spec, int offset, string? path)
    {
        if (!_byName.TryGetValue(spec.Token.Name, out var namesakes))
        {
            _byName.Add(spec.Token.Name, namesakes = []);
        }

        if (namesakes.Find(other => Overlap(spec, other)) is { } first)
        {
            faults.Add(offset, PathOf(path, "name"), SpecMessages.TokenIsRepeated(first.Line));
        }

        namesakes.Add(spec);
    }

    private void CheckSecret(RotationSpec spec, int offset, string? path)
    {
        foreach (var store in spec.Stores)
        {
            try
            {
                CheckSecret(SecretKeys(spec, store), spec.Line, offset, PathOf(path, "store.secretName"));
            }
            catch (SecretNameException exception)
            {
                faults.Add(offset, PathOf(path, "store.secretName"), exception.Message);
            }
        }
    }

    private void CheckSecret(List<string> keys, int line, int offset, string path)
    {
        if (keys.Distinct().Count() < keys.Count)
        {
            faults.Add(offset, path, SpecMessages.SecretOfSeveralEnvironments);
        }

        foreach (var key in keys.Distinct())
        {
            if (_lineBySecret.TryGetValue(key, out var first))
            {
                faults.Add(offset, path, SpecMessages.SecretIsRepeated(first));
            }
            else
            {
                _lineBySecret.Add(key, line);
            }
        }
    }

    // A vault may tell letters by case or not.
    private static List<string> SecretKeys(RotationSpec spec, RotationSpecStore store)
    {
        var secretName = store.SecretName is { } template ? SecretName.Parse(template) : SecretName.OfToken;
        var keys = new List<string>();
        foreach (var environment in EnvironmentIds(spec))
        {
            var current = secretName.Of(spec.Token.Name, environment).Current;
            keys.Add($"{store.Vault}\n{current}".ToUpperInvariant());
        }

        return keys;
    }
}
