using TokenRotation.Secrets;

namespace TokenRotation.Api;

/// <summary>
/// Dynatrace's token API, as one credential of one environment sees it; both generations stand behind it.
/// Every method may throw a <see cref="TokenApiException"/>; the subclasses say what can be done about it.
/// Instances are safe for concurrent use.
/// </summary>
internal interface ITokenApi
{
    /// <summary>The environment's base URL, without a trailing slash: the value of <see cref="DtToken.Environment"/>.</summary>
    string Environment { get; }

    /// <summary>What the API that answers can do.</summary>
    ApiCapabilities Capabilities { get; }

    /// <summary>The ID of the token that authenticates these calls; null while it is an unseen token of the old format.</summary>
    string? CallerId { get; }

    /// <summary>
    /// The owner of the tokens that this connection has made, as the environment shows it. Null until one was seen, and for a
    /// classic token, whose own owner it is.
    /// </summary>
    string? OwnerOfMadeTokens { get; }

    /// <summary>
    /// The server's time (UTC): its last <c>Date</c> header plus the time gone by since; the local clock before the first
    /// answer. Ages of tokens are told by this, never by the runner's clock.
    /// </summary>
    DateTimeOffset ServerTime { get; }

    /// <summary>
    /// The bounds between which the server's time lies, by all of its answers since <see cref="RestartServerTimes"/>.
    /// </summary>
    ServerTimes ServerTimes { get; }

    /// <summary>
    /// A command begins: only the answers that it gets itself say what the time is. A machine may have slept before.
    /// </summary>
    void RestartServerTimes();

    /// <summary>The same environment and transport, seen by another credential. Used to verify a new token as itself.</summary>
    ITokenApi As(ApiToken credential);

    /// <summary>
    /// One page of the tokens that match; <paramref name="after"/> is <see cref="TokenPage.Next"/> of the page before.
    /// </summary>
    Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken);

    /// <summary>A token by its ID.</summary>
    /// <exception cref="TokenNotFoundException">There is none, or no longer.</exception>
    Task<DtToken> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>A token by its secret. Needs a caller that authenticates, with any scope.</summary>
    /// <exception cref="TokenNotFoundException">The environment does not know this secret.</exception>
    Task<DtToken> LookupAsync(ApiToken token, CancellationToken cancellationToken);

    /// <summary>
    /// Creates a token, owned by the owner of the calling token. Repeated only where the server cannot have acted: on 429,
    /// or when no connection was made.
    /// </summary>
    /// <exception cref="CreateOutcomeUnknownException">
    /// The request may have been carried out, and its secret is lost: list for the token before trying again.
    /// </exception>
    Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken);

    /// <summary>Changes what <paramref name="update"/> names and leaves the rest as it is.</summary>
    Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken);

    /// <summary>Deletes a token. False when there was none any more (404), which counts as done.</summary>
    Task<bool> DeleteAsync(string id, CancellationToken cancellationToken);
}
