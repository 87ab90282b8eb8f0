// Usage: TokenRotation.HelpBuilder PAGES OUTPUT
// Reads the Markdown pages in PAGES and writes the help files into OUTPUT. A mistake in a page is told the way a compiler
// tells it, so that dotnet build shows file and line, and makes the exit code 1.
using TokenRotation.HelpBuilder;

if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: TokenRotation.HelpBuilder PAGES OUTPUT");
    return 2;
}

var errors = HelpBuild.Run(args[0], args[1]);
foreach (var error in errors)
{
    Console.WriteLine(error);
}

return errors.Count == 0 ? 0 : 1;
