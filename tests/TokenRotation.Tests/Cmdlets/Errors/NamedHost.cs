using System.Globalization;
using System.Management.Automation.Host;

namespace TokenRotation.Tests.Cmdlets.Errors;

/// <summary>A host of PowerShell of which nothing but its name is known.</summary>
internal sealed class NamedHost(string name) : PSHost
{
    public override string Name { get; } = name;

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface? UI => null;

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
