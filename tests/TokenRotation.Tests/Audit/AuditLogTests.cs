using System.Security.AccessControl;
using System.Text.Json;
using TokenRotation.Audit;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Path => System.IO.Path.Combine(_folder.FullName, "audit.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void An_entry_is_one_line_of_json()
    {
        AuditLog.Open(Path).Record(Entry() with
        {
            TokenName = "a name",
            User = "somebody",
            Host = "runner",
            ProcessId = 17,
            CallerId = "dt0c01.CALLER",
            OldTokenId = "dt0c01.OLD",
            NewTokenId = "dt0c01.NEW",
            Outcome = AuditOutcome.Failed,
            ErrorId = "MissingScope",
            ErrorType = "ForbiddenException",
        });

        Assert.Equal(
            """{"time":"2030-01-31T12:00:00.000Z","environment":"https://abc12345.live.dynatrace.com","cmdlet":"Revoke-DtToken","step":"revoke","tokenName":"a name","callerId":"dt0c01.CALLER","oldTokenId":"dt0c01.OLD","newTokenId":"dt0c01.NEW","outcome":"failed","errorId":"MissingScope","errorType":"ForbiddenException","correlationId":"one","user":"somebody","host":"runner","processId":17}""" + "\n",
            File.ReadAllText(Path));
    }

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        AuditLog.Open(Path).Record(Entry());

        using var line = JsonDocument.Parse(File.ReadAllText(Path));
        Assert.Equal(
            ["time", "environment", "cmdlet", "step", "outcome", "correlationId"],
            line.RootElement.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void A_line_break_in_a_text_does_not_break_the_line()
    {
        AuditLog.Open(Path).Record(Entry() with { Step = "re\r\nvoke\u2028" });

        Assert.Single(File.ReadAllLines(Path));
    }

    [Fact]
    public void A_whole_token_in_place_of_an_id_loses_its_secret()
    {
        var token = NewToken.Text();

        AuditLog.Open(Path).Record(Entry() with { OldTokenId = token });

        var secret = token.Split('.')[2];
        Assert.DoesNotContain(secret, File.ReadAllText(Path), StringComparison.Ordinal);
        Assert.Contains(string.Join('.', token.Split('.').Take(2)), File.ReadAllText(Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_appended_to_those_of_earlier_runs()
    {
        AuditLog.Open(Path).Record(Entry());
        AuditLog.Open(Path).Record(Entry());

        Assert.Equal(2, File.ReadAllLines(Path).Length);
    }

    [Fact]
    public void The_unfinished_line_of_a_killed_process_spoils_no_other()
    {
        File.WriteAllText(Path, "{\"time\":\"2030-");

        AuditLog.Open(Path).Record(Entry());

        Assert.Equal("Revoke-DtToken", CmdletOf(File.ReadAllLines(Path)[1]));
    }

    [Fact]
    public async Task Many_writers_lose_and_mix_nothing()
    {
        const int Writers = 8;
        const int Lines = 50;

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            var log = AuditLog.Open(Path);
            for (var line = 0; line < Lines; line++)
            {
                log.Record(Entry() with { CorrelationId = $"{writer}/{line}", Step = new string('x', 400) });
            }

            Assert.False(log.TryTakeWarning(out _));
        })));

        var lines = File.ReadAllLines(Path)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("correlationId").GetString());
        Assert.Equal(Writers * Lines, lines.Distinct().Count());
    }

    [Fact]
    public void A_missing_folder_is_told_at_once()
    {
        var missing = System.IO.Path.Combine(_folder.FullName, "missing", "audit.jsonl");

        var error = Assert.Throws<AuditLogException>(() => AuditLog.Open(missing));

        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(System.IO.Path.GetDirectoryName(missing)));
    }

    [Fact]
    public void A_folder_is_no_file() => Assert.Throws<AuditLogException>(() => AuditLog.Open(_folder.FullName));

    [Fact]
    public void A_line_that_cannot_be_written_is_a_warning_that_names_the_change()
    {
        var log = AuditLog.Open(Path);
        File.Delete(Path);
        Directory.CreateDirectory(Path);

        log.Record(Entry() with { OldTokenId = "dt0c01.OLD" });

        Assert.True(log.TryTakeWarning(out var warning));
        Assert.Contains(Path, warning, StringComparison.Ordinal);
        Assert.Contains("Revoke-DtToken, revoke dt0c01.OLD: done", warning, StringComparison.Ordinal);
        Assert.False(log.TryTakeWarning(out _));
    }

    [Fact]
    public void A_line_that_could_not_be_written_is_written_with_the_next()
    {
        var log = AuditLog.Open(Path);
        var aside = Path + ".aside";
        File.Move(Path, aside);
        Directory.CreateDirectory(Path);
        log.Record(Entry() with { CorrelationId = "first" });
        Directory.Delete(Path);
        File.Move(aside, Path);

        log.Record(Entry() with { CorrelationId = "second" });

        Assert.Equal(["first", "second"], File.ReadAllLines(Path)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("correlationId").GetString()));
    }

    [Theory]
    [InlineData(FileShare.None)]
    [InlineData(FileShare.Read)]
    public void A_reader_that_locks_the_file_keeps_no_line_out(FileShare share)
    {
        var log = AuditLog.Open(Path);
        using var reader = new FileStream(
            Path, FileMode.Open, FileAccess.Read, OperatingSystem.IsWindows() ? FileShare.ReadWrite : share);

        log.Record(Entry());

        Assert.False(log.TryTakeWarning(out _));
        Assert.True(new FileInfo(Path).Length > 0);
    }

    [Fact]
    public void A_new_file_is_its_owners_alone()
    {
        AuditLog.Open(Path).Record(Entry());

        if (OperatingSystem.IsWindows())
        {
            // Protected from what the folder grants; the owner has everything, and nobody else is named.
            var rights = new FileInfo(Path).GetAccessControl().GetSecurityDescriptorSddlForm(AccessControlSections.Access);
            Assert.Equal("D:P(A;;FA;;;OW)", rights);
        }
        else
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        }
    }

    [Fact]
    public void A_link_is_refused_and_its_target_untouched()
    {
        var target = System.IO.Path.Combine(_folder.FullName, "target");
        File.WriteAllText(target, string.Empty);
        File.CreateSymbolicLink(Path, target);

        var error = Assert.Throws<AuditLogException>(() => AuditLog.Open(Path));

        Assert.Contains(AuditMessages.IsLink, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(target).Length);
    }

    [Fact]
    public void A_required_log_says_no_until_it_can_be_written()
    {
        var log = AuditLog.Open(Path, isRequired: true);
        log.Ask();
        File.Delete(Path);
        Directory.CreateDirectory(Path);

        log.Record(Entry());
        Assert.Throws<AuditLogException>(log.Ask);
        Directory.Delete(Path);
        log.Ask();

        Assert.Single(File.ReadAllLines(Path));
    }

    [Theory]
    [InlineData("Create", "create")]
    [InlineData("RevokeFirst", "revokeFirst")]
    [InlineData("Delete", "remove")]
    public void A_step_of_a_rotation_is_spelled_like_the_others(string step, string written) =>
        Assert.Equal(written, AuditStep.Of(step));

    private static AuditEntry Entry() => new()
    {
        Time = new DateTimeOffset(2030, 1, 31, 12, 0, 0, TimeSpan.Zero),
        Environment = "https://abc12345.live.dynatrace.com",
        Cmdlet = "Revoke-DtToken",
        Step = AuditStep.Revoke,
        CorrelationId = "one",
    };

    private static string? CmdletOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("cmdlet").GetString();
}
