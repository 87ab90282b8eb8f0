using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Net;
using System.Security;
using System.Text;

namespace TokenRotation.Module.Tests.Support;

/// <summary>The screen of <see cref="CollectingHost"/>. Choices are answered by label from <see cref="Answers"/>.</summary>
internal sealed class CollectingUserInterface : PSHostUserInterface
{
    private readonly StringBuilder _text = new();

    /// <summary>The labels to choose at coming prompts, without the ampersand.</summary>
    public Queue<string> Answers { get; } = new();

    /// <summary>What to type where a secret is asked for; null where nobody sits at the screen.</summary>
    public string? TypedSecret { get; set; }

    /// <summary>What happens while a question waits for its answer.</summary>
    public Action OnPrompt { get; set; } = () => { };

    /// <summary>What happens when progress is shown.</summary>
    public Action<ProgressRecord> OnProgress { get; set; } = _ => { };

    public ConcurrentQueue<string> Prompts { get; } = new();

    public ConcurrentQueue<ProgressRecord> Progress { get; } = new();

    public string Text => new StringDecorated(DecoratedText).ToString(OutputRendering.PlainText);

    /// <summary>The text with the escape sequences that it came with.</summary>
    public string DecoratedText
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>Whether the screen says that it obeys escape sequences.</summary>
    public bool ShowsColours { get; set; }

    public override bool SupportsVirtualTerminal => ShowsColours;

    public override PSHostRawUserInterface RawUI { get; } = new FixedRawUserInterface();

    public void Clear()
    {
        lock (_text)
        {
            _text.Clear();
        }
    }

    public override void Write(string value) => Append(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Append(value);

    public override void WriteLine(string value) => Append(value + "\n");

    public override void WriteErrorLine(string value) => Append(value + "\n");

    public override void WriteDebugLine(string message) => Append(message + "\n");

    public override void WriteVerboseLine(string message) => Append(message + "\n");

    public override void WriteWarningLine(string message) => Append(message + "\n");

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        Progress.Enqueue(record);
        OnProgress(record);
    }

    public override string ReadLine() => throw new HostException("Nobody is here.");

    public override SecureString ReadLineAsSecureString() => throw new HostException("Nobody is here.");

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        var typed = TypedSecret ?? throw new HostException("Nobody is here.");
        return descriptions.ToDictionary(
            field => field.Name,
            field =>
            {
                Append($"{field.Name}: ");
                return PSObject.AsPSObject(new NetworkCredential(string.Empty, typed).SecurePassword);
            });
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Prompts.Enqueue(caption + "\n" + message);
        OnPrompt();
        var answer = Answers.Dequeue();
        return choices.ToList().FindIndex(choice => choice.Label.Replace("&", string.Empty, StringComparison.Ordinal) == answer);
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new HostException("Nobody is here.");

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) =>
        throw new HostException("Nobody is here.");

    private void Append(string value)
    {
        lock (_text)
        {
            _text.Append(value);
        }
    }
}
