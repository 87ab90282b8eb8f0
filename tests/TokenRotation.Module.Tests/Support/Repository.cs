namespace TokenRotation.Module.Tests.Support;

/// <summary>Where the repository is, seen from the built tests.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Manifest => Path.Combine(Root, "TokenRotation.psd1");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TokenRotation.psd1")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
