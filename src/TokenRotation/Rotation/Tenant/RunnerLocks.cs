using System.Security.Cryptography;
using System.Text;
using TokenRotation.Audit;

namespace TokenRotation.Rotation.Tenant;

/// <summary>
/// Keeps two runs of one user on one machine from working on the same token at a time. It saves them the election that the
/// tenant would hold, no more: where no lock can be had, the run goes on without. A lock is a file that is held open: the
/// system releases it when its process ends, however it ends, and it is bound to no thread.
/// </summary>
internal sealed class RunnerLocks(string folder) : IRunnerLocks
{
    /// <summary>
    /// The locks of the current user; null for an account without a folder of its own: in a shared one others could hold them.
    /// </summary>
    public static RunnerLocks? OfThisUser() => In(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>The locks below the folder for an account's data; null if that is none, or others can write there.</summary>
    public static RunnerLocks? In(string data) => data.Length == 0 || OwnFile.IsShared(data)
        ? null
        : new RunnerLocks(Path.Combine(data, "TokenRotation", "locks"));

    /// <inheritdoc/>
    public IDisposable? TryTake(string environment, string tokenId)
    {
        var path = Path.Combine(folder, NameOf(environment, tokenId));
        try
        {
            OwnFile.CreateFolder(folder);
            if (!OwnFile.IsFolderOfOwner(folder))
            {
                return new MemoryStream();
            }

            return new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new MemoryStream();
        }
    }

    private static string NameOf(string environment, string tokenId)
    {
        using var hash = SHA256.Create();
        var digest = hash.ComputeHash(Encoding.UTF8.GetBytes(environment + "\n" + tokenId));
        return BitConverter.ToString(digest, 0, 16).Replace("-", string.Empty) + ".lock";
    }
}
