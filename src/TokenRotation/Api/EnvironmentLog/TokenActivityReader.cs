using System.Net;

namespace TokenRotation.Api.EnvironmentLog;

/// <summary>
/// Reads a token's activities out of the audit log, newest first. Several filters are merged by time as they are read.
/// </summary>
internal sealed class TokenActivityReader
{
    private readonly string _environment;
    private readonly string _tokenId;
    private readonly LogReader _did;
    private readonly LogReader? _doneToIt;

    private TokenActivityReader(string environment, string tokenId, LogReader did, LogReader? doneToIt)
    {
        _environment = environment;
        _tokenId = tokenId;
        _did = did;
        _doneToIt = doneToIt;
    }

    /// <summary>What the token did, and what was done to it.</summary>
    public static TokenActivityReader All(EnvironmentLogApi log, string tokenId, DateTimeOffset since) => new(
        log.Environment,
        tokenId,
        new LogReader(log, LogFilter.DoneBy(tokenId), since),
        new LogReader(log, LogFilter.DoneTo(tokenId), since));

    /// <summary>The tokens that were made with the token.</summary>
    public static TokenActivityReader Made(EnvironmentLogApi log, string tokenId, DateTimeOffset since) =>
        new(log.Environment, tokenId, new LogReader(log, LogFilter.MadeBy(tokenId), since), doneToIt: null);

    /// <summary>The next activity; null at the end.</summary>
    public async Task<DtTokenActivity?> ReadAsync(CancellationToken cancellationToken)
    {
        var did = await _did.PeekAsync(cancellationToken).ConfigureAwait(false);
        var suffered = await DoneToItAsync(cancellationToken).ConfigureAwait(false);
        if (did is not null && (suffered is null || did.Timestamp >= suffered.Timestamp || suffered.Timestamp is null))
        {
            _did.Take();
            return Activity(did, MadeToken(did) ? DtTokenActivityKind.Made : DtTokenActivityKind.Did);
        }

        if (suffered is null)
        {
            return null;
        }

        _doneToIt!.Take();
        return Activity(suffered, DtTokenActivityKind.DoneTo);
    }

    // What a token did to itself is among what it did.
    private async Task<LogEntry?> DoneToItAsync(CancellationToken cancellationToken)
    {
        if (_doneToIt is null)
        {
            return null;
        }

        var entry = await _doneToIt.PeekAsync(cancellationToken).ConfigureAwait(false);
        while (entry is not null && entry.User == _tokenId)
        {
            _doneToIt.Take();
            entry = await _doneToIt.PeekAsync(cancellationToken).ConfigureAwait(false);
        }

        return entry;
    }

    private static bool MadeToken(LogEntry entry) =>
        entry is { Category: LogNames.Token, EventType: LogNames.Create, Success: not false, EntityId: not null };

    // The documented examples have a kind before the ID, "MOBILE_RUM: MOBILE_APPLICATION-1".
    private static string? IdIn(string? entityId) => entityId?.Split(' ').Last();

    // "webui (192.168.0.2)", "Forwarded: 240.204.62.255"; a bare number would pass for an address.
    private static string? AddressIn(string? origin) => origin?
        .Split([' ', '(', ')', ',', '[', ']'], StringSplitOptions.RemoveEmptyEntries)
        .FirstOrDefault(part => part.IndexOfAny(['.', ':']) > 0 && IPAddress.TryParse(part, out _));

    private DtTokenActivity Activity(LogEntry entry, DtTokenActivityKind kind) => new()
    {
        Environment = _environment,
        SubjectId = _tokenId,
        Kind = kind,
        Time = entry.Timestamp ?? default,
        Action = entry.EventType,
        Category = entry.Category,
        EntityId = entry.Category == LogNames.Token ? IdIn(entry.EntityId) : entry.EntityId,
        User = entry.User,
        Origin = entry.UserOrigin,
        Address = AddressIn(entry.UserOrigin),
        Success = entry.Success,
        Message = entry.Message,
        Changes = entry.Patch,
        LogId = entry.LogId,
    };
}
