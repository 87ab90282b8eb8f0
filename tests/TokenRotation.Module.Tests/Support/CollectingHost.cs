using System.Globalization;
using System.Management.Automation.Host;

namespace TokenRotation.Module.Tests.Support;

/// <summary>A PowerShell host that keeps what would be on the screen, and answers prompts from a script.</summary>
internal sealed class CollectingHost : PSHost
{
    private readonly CollectingUserInterface _ui = new();

    public CollectingUserInterface Screen => _ui;

    public override string Name => "Tests";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _ui;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override void SetShouldExit(int exitCode)
    {
    }

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
