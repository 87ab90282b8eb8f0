namespace TokenRotation.Quickstart;

/// <summary>Where the module's manifest stands, seen from the built program.</summary>
internal static class RepositoryRoot
{
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TokenRotation.psd1")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("TokenRotation.psd1 was not found above this program. Run it from a clone of the repository.");
    }
}
