using System.ComponentModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Views;

/// <summary>
/// What the module's objects say beyond what the server does; called by TokenRotation.Types.ps1xml only. Views show these
/// properties, and a script filters, sorts and selects by them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DtMembers
{
    /// <summary>The name without what a rotation has noted in it, and without what a terminal would obey.</summary>
    public static string BaseName(PSObject item) =>
        ServerText.Shown(NameStamp.Read(Value<string>(item, nameof(DtToken.Name)) ?? string.Empty).BaseName);

    /// <summary>Enabled, Due (it expires within two weeks), Expired or Revoked.</summary>
    public static string State(PSObject item)
    {
        if (!Value<bool>(item, nameof(DtToken.Enabled)))
        {
            return ViewMessages.Revoked;
        }

        return (Date(item, nameof(DtToken.ExpirationDate)) - Now(item)) switch
        {
            { } left when left <= TimeSpan.Zero => ViewMessages.Expired,
            { } left when left <= ConnectionWarnings.SoonExpiring => ViewMessages.Due,
            _ => ViewMessages.Enabled,
        };
    }

    /// <summary>What the name says of a rotation: Pending, Superseded or Revoked; null where it says nothing.</summary>
    public static string? Rotation(PSObject item) =>
        NameStamp.Read(Value<string>(item, nameof(DtToken.Name)) ?? string.Empty).Stamp?.Kind.ToString();

    /// <summary>The day on which it expires, or never. As text it sorts like the date.</summary>
    public static string Expires(PSObject item) => Day(item, nameof(DtToken.ExpirationDate));

    /// <summary>The day on which the calling token expires, or never.</summary>
    public static string CallerExpires(PSObject item) => Day(item, nameof(DtEnvironment.CallerExpirationDate));

    /// <summary>The day on which it was last used, or never.</summary>
    public static string LastUsed(PSObject item) => Day(item, nameof(DtToken.LastUsedDate));

    /// <summary>Whole days until it expires, below zero for an expired one; null where it never expires.</summary>
    public static int? DaysLeft(PSObject item) =>
        Date(item, nameof(DtToken.ExpirationDate)) is { } end
            ? (int)Math.Floor((end - Now(item)).TotalDays)
            : null;

    /// <summary>The minute at which it happened.</summary>
    public static string? When(PSObject item) =>
        Date(item, nameof(DtTokenActivity.Time)) is { } time ? ViewMessages.Time(time) : null;

    // The environment's clock decides, where there is a connection to ask.
    internal static DateTimeOffset Now(PSObject item) =>
        Runspace.DefaultRunspace is not null
        && Value<string>(item, nameof(DtToken.Environment)) is { Length: > 0 } environment
        && ConnectionTable.OfThisRunspace().Find(new EnvironmentReference(environment)) is { } connection
            ? connection.Api.ServerTime
            : DateTimeOffset.UtcNow;

    internal static T? Value<T>(PSObject? item, string property) =>
        item?.Properties[property]?.Value is { } value && LanguagePrimitives.TryConvertTo<T>(value, out var converted)
            ? converted
            : default;

    /// <summary>A date, or what is left of one that comes back from a job or another machine.</summary>
    internal static DateTimeOffset? Date(PSObject? item, string property) =>
        item?.Properties[property]?.Value is PSObject { BaseObject: PSCustomObject } copy
            ? Value<DateTime?>(copy, nameof(DateTimeOffset.UtcDateTime)) is { } utc
                ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc))
                : null
            : Value<DateTimeOffset?>(item, property);

    private static string Day(PSObject item, string property) => Date(item, property) is { } date
        ? ViewMessages.Date(date)
        : ViewMessages.Never;
}
