namespace TokenRotation.HelpBuilder.Pages;

/// <summary>Ends the reading of a page at its first mistake.</summary>
internal sealed class PageException(PageError error) : Exception(error.ToString())
{
    public PageError Error { get; } = error;
}
