// Usage: TokenRotation.HelpBuilder PAGES OUTPUT ONLINE
// Reads the Markdown pages in PAGES and writes the help files into OUTPUT. ONLINE is the address under which readers find the
// pages: Get-Help -Online opens a page there. A mistake in a page is told the way a compiler
// tells it, so that dotnet build shows file and line, and makes the exit code 1.
using TokenRotation.HelpBuilder;

if (args is not [var pages, var output, var online] || !Uri.TryCreate(online, UriKind.Absolute, out var onlinePages))
{
    Console.Error.WriteLine("Usage: TokenRotation.HelpBuilder PAGES OUTPUT ONLINE");
    return 2;
}

var errors = HelpBuild.Run(pages, output, onlinePages);
foreach (var error in errors)
{
    Console.WriteLine(error);
}

return errors.Count == 0 ? 0 : 1;
