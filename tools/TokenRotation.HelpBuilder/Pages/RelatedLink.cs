namespace TokenRotation.HelpBuilder.Pages;

/// <summary>A pointer to more: another help topic by its name, or an address.</summary>
/// <param name="Text">What to type after <c>Get-Help</c>, or the address's title.</param>
/// <param name="Address">The address; empty for a help topic.</param>
internal sealed record RelatedLink(string Text, string Address);
