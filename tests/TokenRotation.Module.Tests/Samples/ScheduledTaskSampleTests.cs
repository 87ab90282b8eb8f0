using System.Management.Automation;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Samples;

public sealed class ScheduledTaskSampleTests : IDisposable
{
    private const string Common = " -Url https://abc12345.live.dynatrace.com -Vault 'My vault'";

    private static readonly string Script = Path.Combine(BuiltFiles.RepositoryRoot, "samples", "scheduled-task.ps1");

    private readonly Session _session = new();

    public ScheduledTaskSampleTests() => _session.Run(SampleCommands.Shims + SampleCommands.TaskScheduler).Succeed();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_task_runs_the_unattended_script_without_prompts_and_without_a_password()
    {
        var task = Register("-Account 'CONTOSO\\dt-rotation$'");

        Assert.Equal("pwsh.exe", task.Properties["Execute"].Value);
        Assert.Equal("CONTOSO\\dt-rotation$", task.Properties["Account"].Value);
        Assert.Equal(false, task.Properties["HasPassword"].Value);
        var arguments = (string)task.Properties["Argument"].Value;
        Assert.Contains("-NonInteractive", arguments, StringComparison.Ordinal);
        Assert.Contains(
            "-Environment \"https://abc12345.live.dynatrace.com\" -Vault \"My vault\"", arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_with_a_password_is_registered_with_it()
    {
        _session.Set("credential", new PSCredential("CONTOSO\\dt", Tenant.Secure("not a token")));

        var task = Register("-Credential $credential");

        Assert.Equal("CONTOSO\\dt", task.Properties["Account"].Value);
        Assert.Equal(true, task.Properties["HasPassword"].Value);
    }

    [Fact]
    public void What_if_registers_nothing()
    {
        _session.Run($"& '{Script}' -Account 'a$' {Common} -WhatIf").Succeed();

        Assert.Empty(_session.Run("$tasks").Succeed().Output);
    }

    [Fact]
    public void An_argument_that_would_break_out_of_its_quotation_marks_is_refused()
    {
        var run = _session.Run($"& '{Script}' -Account 'a$' -Url 'https://x\" -Command bad' -Vault v");

        Assert.True(run.Failure is not null || run.Errors.Count > 0);
        Assert.Empty(_session.Run("$tasks").Succeed().Output);
    }

    private PSObject Register(string who)
    {
        _session.Run($"& '{Script}' {who} {Common}").Succeed();
        return _session.Run("$tasks").Succeed().One;
    }
}
