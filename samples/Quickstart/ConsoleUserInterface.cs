using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Net;
using System.Security;

namespace TokenRotation.Quickstart;

/// <summary>Writes to the console, without colours where it is redirected, and asks there.</summary>
internal sealed class ConsoleUserInterface : PSHostUserInterface
{
    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUserInterface();

    public override bool SupportsVirtualTerminal => !Console.IsOutputRedirected;

    public override void Write(string value) => Console.Write(Rendered(value));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    public override void WriteLine(string value) => Console.WriteLine(Rendered(value));

    public override void WriteErrorLine(string value) => Console.Error.WriteLine(Rendered(value));

    public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

    public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

    public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        // A redirected or scrolling console has no place for a progress bar.
    }

    public override string ReadLine() => Console.ReadLine() ?? throw NoAnswer();

    public override SecureString ReadLineAsSecureString() => new NetworkCredential(string.Empty, ReadLine()).SecurePassword;

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        WriteLine($"{caption}\n{message}");
        return descriptions.ToDictionary(field => field.Name, field =>
        {
            Write(field.Name + ": ");
            return field.ParameterTypeName == nameof(SecureString) ? new PSObject(ReadLineAsSecureString()) : new PSObject(ReadLine());
        });
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        var labels = choices.Select((choice, index) => $"[{index}] {choice.Label.Replace("&", "", StringComparison.Ordinal)}");
        WriteLine($"{caption}\n{message}\n{string.Join("  ", labels)} (default {defaultChoice}): ");
        var answer = ReadLine();
        return int.TryParse(answer, CultureInfo.InvariantCulture, out var chosen) && chosen >= 0 && chosen < choices.Count
            ? chosen
            : defaultChoice;
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
    {
        WriteLine($"{caption}\n{message}\nPassword for {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        PromptForCredential(caption, message, userName, targetName);

    private static string Rendered(string? value) =>
        Console.IsOutputRedirected ? new StringDecorated(value ?? string.Empty).ToString(OutputRendering.PlainText) : value ?? string.Empty;

    private static HostException NoAnswer() =>
        new("This shell has nobody to ask: standard input is closed. Give the value as a parameter, or -Confirm:$false.");
}
