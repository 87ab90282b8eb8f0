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
    public static void FindNone(Run run, Session session, IReadOnlyCollection<string> secrets) =>
        FindNone([run], session, secrets);

    /// <summary>The same for what several runs of one session have left.</summary>
    public static void FindNone(IReadOnlyList<Run> runs, Session session, IReadOnlyCollection<string> secrets)
    {
        foreach (var run in runs)
        {
            var seen = Left(run, session);
            Assert.Contains("dt0c01.", seen, StringComparison.Ordinal);
            FindNone(seen, secrets);
        }

        FindNone(Kept(session), secrets);
    }

    /// <summary>
    /// All streams, all objects as text, CliXml, JSON and CSV, all errors with what they carry, those that <c>$Error</c> keeps,
    /// and what the screen shows.
    /// </summary>
    public static string Everything(Run run, Session session) => Left(run, session) + Kept(session);

    private static void FindNone(string seen, IReadOnlyCollection<string> secrets)
    {
        Assert.All(secrets, secret =>
            Assert.False(seen.Contains(secret, StringComparison.OrdinalIgnoreCase), "a secret is to be seen"));
        Assert.All(Scanners, scanner => Assert.False(scanner.IsMatch(seen), "a secret scanner would report this"));
    }

    private static string Left(Run run, Session session)
    {
        var seen = new StringBuilder(run.Screen);
        var roots = new List<object?>();
        foreach (var line in run.Warnings.Concat(run.Verbose).Concat(run.Information).Concat(run.Progress))
        {
            seen.AppendLine(line);
        }

        foreach (var one in run.Output)
        {
            seen.AppendLine(one.ToString()).AppendLine(PSSerializer.Serialize(one, 5));
            seen.AppendLine(AsJson(one.BaseObject)).AppendJoin(
                ',', one.Properties.Select(property => property.Value)).AppendLine();
            roots.Add(one.BaseObject);
            seen.AppendLine(session.Run("$args[0] | Out-Default", one).Screen);
        }

        Add(run.Errors, session, roots, seen);
        Dump(roots, seen);
        return seen.ToString();
    }

    // What PowerShell keeps by itself, of all runs and of the scripts that they ran.
    private static string Kept(Session session)
    {
        var seen = new StringBuilder();
        var roots = new List<object?>();
        var kept = session.Run("@($global:Error)").Output.Select(one => one.BaseObject).ToList();
        seen.AppendJoin('\n', session.Run("$global:Error | Format-List * -Force | Out-String -Width 4000").Output);
        foreach (var failure in kept.OfType<Exception>())
        {
            seen.AppendLine(failure.ToString());
            roots.Add(failure);
        }

        Add(kept.OfType<ErrorRecord>(), session, roots, seen);
        Dump(roots, seen);
        return seen.ToString();
    }

    private static void Add(IEnumerable<ErrorRecord> errors, Session session, List<object?> roots, StringBuilder seen)
    {
        foreach (var error in errors)
        {
            seen.AppendLine(error.ToString()).AppendLine(error.Exception.ToString()).AppendLine(error.ErrorDetails?.Message);
            seen.AppendLine(error.ScriptStackTrace).AppendLine(error.InvocationInfo?.PositionMessage);
            seen.AppendLine(error.TargetObject?.ToString());
            roots.Add(error.TargetObject);
            roots.Add(error.Exception);
            seen.AppendLine(session.Run("$args[0] | Out-Default", error).Screen);
        }
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

    // What a serialiser or a debugger would find: public properties, all the way down. What a command was called with is the
    // user's own, and the session with all its variables is no part of an object.
    private static void Dump(IEnumerable<object?> roots, StringBuilder seen)
    {
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var values = new HashSet<object>();
        var waiting = new Stack<object?>(roots);
        while (waiting.TryPop(out var value))
        {
            if (value is string text)
            {
                seen.AppendLine(text);
            }
            else if (value is not null && !IsLeaf(value) && (value is ValueType ? values : visited).Add(value))
            {
                foreach (var part in Parts(value))
                {
                    waiting.Push(part);
                }
            }
        }
    }

    private static bool IsLeaf(object value) => value.GetType().IsPrimitive
        || value is SecureString
        or DateTime
        or DateTimeOffset
        or TimeSpan
        or Guid
        or MemberInfo
        or Assembly
        or System.Reflection.Module
        or Delegate
        or Uri
        || value is InvocationInfo or CommandInfo or PSModuleInfo or ScriptBlock or SessionState;

    private static IEnumerable<object?> Parts(object value)
    {
        if (value is PSObject wrapped)
        {
            return wrapped.Properties.Select(property => property.Value).Prepend(wrapped.BaseObject);
        }

        var elements = value is IEnumerable many ? many.Cast<object?>() : [];
        return elements.Concat(value.GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => Read(property, value)));
    }

    private static object? Read(PropertyInfo property, object value)
    {
        try
        {
            return property.GetValue(value);
        }
        catch (TargetInvocationException)
        {
            // A property that cannot be read shows nothing.
            return null;
        }
    }
}
