using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Help;

/// <summary>A session that is only asked about the module's commands and their help.</summary>
public sealed class HelpSession : IDisposable
{
    private readonly Lazy<IReadOnlyList<CommandFacts>> _commands;

    public HelpSession() => _commands = new(() => [.. ModuleHelp.Commands(Session)]);

    internal Session Session { get; } = new();

    /// <summary>What reflection says of each command.</summary>
    internal IReadOnlyList<CommandFacts> Commands => _commands.Value;

    public void Dispose() => Session.Dispose();
}
