using System.Globalization;
using System.Management.Automation.Host;

namespace TokenRotation.Quickstart;

/// <summary>The console as PowerShell's engine wants to see it.</summary>
internal sealed class ConsoleHost : PSHost
{
    /// <summary>The code that a script asked for by <c>exit</c>; null when none did.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "TokenRotation Quickstart";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI { get; } = new ConsoleUserInterface();

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("The quickstart's shell has no nested prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("The quickstart's shell has no nested prompt.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
