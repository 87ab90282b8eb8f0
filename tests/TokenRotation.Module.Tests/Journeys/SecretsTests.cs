using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>No secret is anywhere where a person, a log or a transcript could see it.</summary>
public sealed class SecretsTests
{
    private static readonly JsonSerializerOptions Json = new() { ReferenceHandler = ReferenceHandler.IgnoreCycles };

    // gitleaks' rule for Dynatrace, and Dynatrace's own expression, which is published for secret scanners.
    private static readonly Regex[] Scanners =
    [
        new(@"dt0c01\.(?i)[a-z0-9]{24}\.[a-z0-9]{64}", RegexOptions.CultureInvariant),
        new(@"dt0[a-zA-Z]{1}[0-9]{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}", RegexOptions.CultureInvariant),
    ];

    private const string Rotation = """
        $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
        $environment = Connect-DtEnvironment $url -ApiToken $admin -MaximumRetryCount 0
        $environment
        $old = Find-DtToken -Token $sample
        $old
        $rotation = $old | Invoke-DtTokenRotation
        $rotation
        $new = Find-DtToken -Id $old.Id | New-DtToken
        $new
        Test-DtToken $rotation.Token
        Test-DtToken $stranger
        Find-DtToken -Token $stranger
        Find-DtToken -Token $platform
        Find-DtToken -Id $plain
        Revoke-DtToken $plain
        Invoke-DtTokenRotation $plain
        'prefix' + $plain | Find-DtToken
        $old | Remove-DtToken -Confirm:$false
        $new | Revoke-DtToken -WhatIf
        $new | Revoke-DtToken -PassThru
        $new | Restore-DtToken -PassThru
        Get-DtEnvironment
        Invoke-DtTokenRotation (Get-DtEnvironment).CallerId
        Connect-DtEnvironment $url -ApiToken $sample
        Connect-DtEnvironment $url -ApiToken $platform
        Connect-DtEnvironment $plain -ApiToken $platform
        Find-DtToken -Environment $plain
        """;

    private const string Faults = """
        Find-DtToken -Token $stranger
        New-DtToken lost metrics.read
        Test-DtToken $stranger
        """;

    [Fact]
    public async Task A_full_rotation_with_all_its_errors_shows_none()
    {
        await using var tenant = await Tenant.StartAsync();
        var strangers = new[] { Tokens.Make(), Tokens.Make("dt0s16", 8), Tokens.Make() };
        tenant.Session.Set("stranger", Tenant.Secure(strangers[0]));
        tenant.Session.Set("platform", Tenant.Secure(strangers[1]));
        tenant.Session.Set("plain", strangers[2]);

        var runs = new List<Run> { tenant.Run(Rotation) };
        tenant.Run("Connect-DtEnvironment $url -ApiToken $args[0] -MaximumRetryCount 0 | Out-Null", Tenant.Secure(tenant.Server.V1AdminToken)).Succeed();
        foreach (var effect in new[] { FaultEffect.DropBefore, FaultEffect.DropAfter, FaultEffect.Html, FaultEffect.Malformed, FaultEffect.EmptyBody, FaultEffect.ErrorArray })
        {
            tenant.Server.Faults.Clear();
            tenant.Server.Faults.Add(new FaultRule { Effect = effect });
            runs.Add(tenant.Run(Faults));
        }

        foreach (var status in new[] { 302, 400, 401, 403, 404, 409, 429, 500, 503 })
        {
            tenant.Server.Faults.Clear();
            tenant.Server.Faults.Add(new FaultRule { Effect = FaultEffect.Status, Status = status, Body = Echo(status, strangers) });
            runs.Add(tenant.Run(Faults));
        }

        tenant.Server.Faults.Clear();
        Assert.True(runs.Sum(run => run.Errors.Count) > 15, "the script makes too few errors");
        var secrets = tenant.Server.Tenant.Tokens.Select(token => token.Token).Concat(strangers)
            .Select(token => token.Split('.')[^1]).ToList();
        Assert.True(secrets.Count > 7);
        foreach (var run in runs)
        {
            var seen = Everything(run, tenant.Session);
            Assert.Contains("dt0c01.", seen, StringComparison.Ordinal);
            Assert.All(secrets, secret => Assert.False(seen.Contains(secret, StringComparison.OrdinalIgnoreCase), "a secret is to be seen"));
            Assert.All(Scanners, scanner => Assert.False(scanner.IsMatch(seen), "a secret scanner would report this"));
        }
    }

    [Fact]
    public async Task The_search_finds_a_secret_where_there_is_one()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("[pscustomobject]@{ Inner = New-DtToken t metrics.read -AsPlainText }").Succeed();

        var made = tenant.Server.Tenant.Tokens.Single(token => token.Name == "t");
        var seen = Everything(run, tenant.Session);
        Assert.Contains(made.Token, seen, StringComparison.Ordinal);
        Assert.All(Scanners, scanner => Assert.Matches(scanner, seen));
    }

    // As plain text it is the user's own wish; even then no table shows it.
    [Fact]
    public async Task Plain_text_is_in_its_property_and_in_no_table()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("$new = New-DtToken t metrics.read -AsPlainText; $new.Token; $new | Out-Default; Invoke-DtTokenRotation $new.Id -AsPlainText | Out-Default").Succeed();

        Assert.Contains("dt0c01.", run.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(((string)run.One.BaseObject).Split('.')[^1], run.Screen, StringComparison.Ordinal);
        Assert.All(tenant.Server.Tenant.Tokens, token => Assert.DoesNotContain(token.Token.Split('.')[^1], run.Screen, StringComparison.Ordinal));
    }

    // A server, or a proxy's error page, may send back what it was sent.
    private static string Echo(int status, string[] secrets) =>
        $$$"""{"error":{"code":{{{status}}},"message":"bad: {{{string.Join(' ', secrets)}}}","constraintViolations":[{"path":"{{{secrets[0]}}}","message":"{{{secrets[1]}}}"}]}}""";

    private static string Everything(Run run, Session session)
    {
        var seen = new StringBuilder(run.Screen);
        foreach (var line in run.Warnings.Concat(run.Verbose).Concat(run.Information).Concat(run.Progress))
        {
            seen.AppendLine(line);
        }

        foreach (var one in run.Output)
        {
            seen.AppendLine(one.ToString()).AppendLine(PSSerializer.Serialize(one, 5));
            seen.AppendLine(AsJson(one.BaseObject)).AppendJoin(',', one.Properties.Select(property => property.Value)).AppendLine();
            Dump(one.BaseObject, seen, [], 0);
            seen.AppendLine(session.Run("$args[0] | Out-Default", one).Screen);
        }

        foreach (var error in run.Errors)
        {
            seen.AppendLine(error.ToString()).AppendLine(error.Exception.ToString()).AppendLine(error.ErrorDetails?.Message);
            seen.AppendLine(error.ScriptStackTrace).AppendLine(error.InvocationInfo?.PositionMessage);
            seen.AppendLine(error.TargetObject?.ToString());
            Dump(error.TargetObject, seen, [], 0);
            Dump(error.Exception, seen, [], 0);
            seen.AppendLine(session.Run("$args[0] | Out-Default", error).Screen);
        }

        return seen.ToString();
    }

    private static string AsJson(object value)
    {
        try
        {
            return JsonSerializer.Serialize(value, value.GetType(), Json);
        }
        catch (NotSupportedException)
        {
            // An object that cannot be written as JSON shows nothing there.
            return string.Empty;
        }
    }

    // What a serialiser or a debugger would find: public properties, all the way down.
    private static void Dump(object? value, StringBuilder seen, HashSet<object> visited, int depth)
    {
        switch (value)
        {
            case null or SecureString or MethodBase or Type or Assembly:
                return;
            case string text:
                seen.AppendLine(text);
                return;
        }

        if (depth > 6 || value.GetType().IsPrimitive || !visited.Add(value))
        {
            return;
        }

        if (value is IEnumerable many)
        {
            foreach (var one in many)
            {
                Dump(one, seen, visited, depth + 1);
            }
        }

        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
        {
            try
            {
                Dump(property.GetValue(value), seen, visited, depth + 1);
            }
            catch (TargetInvocationException)
            {
                // A property that cannot be read shows nothing.
            }
        }
    }
}
