using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Tests.Rotation.Tenant;

public sealed class RunnerLocksTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("locks");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_token_is_locked_by_one_run_at_a_time()
    {
        var locks = new RunnerLocks(Path.Combine(_folder.FullName, "locks"));
        using (var first = locks.TryTake("https://one", "dt0c01.A"))
        {
            Assert.NotNull(first);
            Assert.Equal(".lock", Assert.Single(_folder.GetFiles("*", SearchOption.AllDirectories)).Extension);
            Assert.Null(locks.TryTake("https://one", "dt0c01.A"));
            using var another = locks.TryTake("https://one", "dt0c01.B");
            using var elsewhere = locks.TryTake("https://two", "dt0c01.A");
            Assert.NotNull(another);
            Assert.NotNull(elsewhere);
        }

        using var second = locks.TryTake("https://one", "dt0c01.A");
        Assert.NotNull(second);
    }

    [Fact]
    public void A_folder_that_others_can_write_in_holds_no_locks()
    {
        if (OperatingSystem.IsWindows())
        {
            // There the account's own folder is its own.
            return;
        }

        var shared = Path.Combine(_folder.FullName, "shared");
        Directory.CreateDirectory(shared);
        File.SetUnixFileMode(
            shared, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);

        Assert.Null(RunnerLocks.In(string.Empty));
        Assert.Null(RunnerLocks.In(shared));
        Assert.Null(RunnerLocks.In(Path.Combine(shared, "home", ".local", "share")));
        using var first = new RunnerLocks(shared).TryTake("https://one", "dt0c01.A");
        using var second = new RunnerLocks(shared).TryTake("https://one", "dt0c01.A");
        Assert.NotNull(second);
        Assert.Empty(Directory.GetFiles(shared));
    }

    [Fact]
    public void The_folder_of_the_locks_is_its_owners_alone()
    {
        var folder = Path.Combine(_folder.FullName, "TokenRotation", "locks");
        using var taken = new RunnerLocks(folder).TryTake("https://one", "dt0c01.A");

        Assert.True(OperatingSystem.IsWindows()
            || File.GetUnixFileMode(folder) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Theory]
    [InlineData("")]
    [InlineData("locks")]
    public void Where_no_lock_can_be_had_the_run_goes_on_without(string folder)
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, string.Empty);
        var locks = new RunnerLocks(Path.Combine(file, folder));

        using var first = locks.TryTake("https://one", "dt0c01.A");
        using var second = locks.TryTake("https://one", "dt0c01.A");

        Assert.NotNull(first);
        Assert.NotNull(second);
    }
}
