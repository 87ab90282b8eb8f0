namespace TokenRotation.Cmdlets.Binding;

/// <summary>Offers common times from now, and so shows how one is written.</summary>
internal sealed class DateCompleter : DurationCompleter
{
    private protected override string Written(string duration) => "now+" + duration;
}
