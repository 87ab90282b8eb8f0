using System.Globalization;

namespace TokenRotation.Benchmarks;

/// <summary>Import-Module in a fresh process, against the least that a binary module can be.</summary>
internal static class ColdImport
{
    private const int Pairs = 15;
    private const double Budget = 1.15;

    public static async Task<Figure> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("import-");
        try
        {
            var module = WriteScript(folder, "module.ps1", BuiltFiles.Manifest);
            var empty = WriteScript(folder, "empty.ps1", BuiltFiles.EmptyModule);
            var (ratio, ours, baseline) = await Benchmarks.Pairs.MeasureAsync(
                Pairs, 2, () => ImportAsync(module), () => ImportAsync(empty));
            return new Figure($"cold import against an empty binary module ({ours:0} ms / {baseline:0} ms)", ratio, "x", Budget);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string WriteScript(DirectoryInfo folder, string name, string manifest)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, $$"""
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            Import-Module '{{manifest}}'
            $watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
            """);
        return path;
    }

    private static async Task<double> ImportAsync(string script) =>
        double.Parse(await ShellProcess.RunAsync(script), CultureInfo.InvariantCulture);
}
