using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace TokenRotation.Module.Tests.Support;

/// <summary>Looks for secrets wherever a run leaves something that a person, a log or a transcript could see.</summary>
internal static class SecretSearch
{
    /// <summary>gitleaks' rule for Dynatrace, and Dynatrace's own expression, which is published for secret scanners.</summary>
    public static readonly Regex[] Scanners =
    [
        new(@"dt0c01\.(?i)[a-z0-9]{24}\.[a-z0-9]{64}", RegexOptions.CultureInvariant),
        new(@"dt0[a-zA-Z]{1}[0-9]{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}", RegexOptions.CultureInvariant),
    ];

    private static readonly JsonSerializerOptions Json = new() { ReferenceHandler = ReferenceHandler.IgnoreCycles };

    /// <summary>Fails if any of the secrets, or anything that a scanner takes for one, is in what a run has left.</summary>
    public static void FindNone(Run run, Session session, IReadOnlyCollection<string> secrets)
    {
        var seen = Everything(run, session);
        Assert.Contains("dt0c01.", seen, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.False(seen.Contains(secret, StringComparison.OrdinalIgnoreCase), "a secret is to be seen"));
        Assert.All(Scanners, scanner => Assert.False(scanner.IsMatch(seen), "a secret scanner would report this"));
    }

    /// <summary>All streams, all objects as text, CliXml, JSON and CSV, all errors with what they carry, those that <c>$Error</c> keeps, and what the screen shows.</summary>
    public static string Everything(Run run, Session session)
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

        // What PowerShell keeps by itself, of this run and of the script that it ran.
        var kept = session.Run("@($global:Error)").Output.Select(one => one.BaseObject);
        seen.AppendJoin('\n', session.Run("$global:Error | Format-List * -Force | Out-String -Width 4000").Output);
        foreach (var failure in kept.OfType<Exception>())
        {
            seen.AppendLine(failure.ToString());
            Dump(failure, seen, [], 0);
        }

        foreach (var error in run.Errors.Concat(kept.OfType<ErrorRecord>()))
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
