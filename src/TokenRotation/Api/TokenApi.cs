using TokenRotation.Api.Connecting;
using TokenRotation.Api.EnvironmentLog;
using TokenRotation.Api.Wire;
using TokenRotation.Secrets;

namespace TokenRotation.Api;

/// <summary>What the generations of the token API do alike.</summary>
internal abstract class TokenApi(TokenTransport transport, ApiToken credential, string? callerId, string collection)
    : ITokenApi, IEnvironmentLogSource
{
    public string Environment => transport.Environment.Text;

    public abstract ApiCapabilities Capabilities { get; }

    public string? CallerId { get; } = callerId ?? credential.Id;

    public virtual string? OwnerOfMadeTokens => null;

    public DateTimeOffset ServerTime => transport.Clock.Now;

    public ServerTimes ServerTimes => transport.Clock.Times;

    public EnvironmentLogApi Log => new(transport, credential);

    protected TokenTransport Transport => transport;

    /// <summary>The path of all tokens.</summary>
    protected string Collection => collection;

    public void RestartServerTimes() => transport.Clock.Restart();

    public abstract ITokenApi As(ApiToken other);

    public abstract Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken);

    public abstract Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken);

    public Task<DtToken> GetAsync(string id, CancellationToken cancellationToken) =>
        SendForTokenAsync(RequestFor(TokenOperation.Get, HttpMethod.Get, id), id, cancellationToken);

    public Task<DtToken> LookupAsync(ApiToken token, CancellationToken cancellationToken)
    {
        var request = Request(TokenOperation.Lookup, HttpMethod.Post, collection + "/lookup");
        return SendForTokenAsync(request with { Body = TokenWriter.Lookup(token), Subject = token }, token.Id, cancellationToken);
    }

    public Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken)
    {
        var request = RequestFor(TokenOperation.Update, HttpMethod.Put, id) with
        {
            Body = Written(update),
            IsRefusedToOwnToken = id == CallerId && (Capabilities.OwnTokenIsReadOnly || update.Enabled == false),
        };
        return transport.SendAsync(request, _ => true, cancellationToken);
    }

    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var request = RequestFor(TokenOperation.Delete, HttpMethod.Delete, id) with { IsRefusedToOwnToken = id == CallerId };
        try
        {
            return await transport.SendAsync(request, _ => true, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The body of an update.</summary>
    protected abstract byte[] Written(TokenUpdate update);

    /// <summary>Sees a token as the server has just shown it.</summary>
    protected virtual void See(DtToken token)
    {
    }

    /// <summary>A call that is to be sent with this credential.</summary>
    protected TokenRequest Request(TokenOperation operation, HttpMethod method, string path) =>
        new() { Operation = operation, Method = method, Path = path, Credential = credential };

    /// <summary>
    /// A secret without an ID in it does not tell whose it is: the token of the answered ID has to bear the name that was sent.
    /// </summary>
    /// <exception cref="CreateOutcomeUnknownException">It bears another one.</exception>
    protected async Task<CreatedToken> CheckedAsync(
        CreatedToken created, TokenRequest request, CancellationToken cancellationToken)
    {
        var name = created.Token.Id is null ? await NameOfAsync(created.Id, cancellationToken).ConfigureAwait(false) : null;
        return name is null || name == request.NewName
            ? created
            : throw new CreateOutcomeUnknownException(
                ApiMessages.CreateOutcomeUnknown(ApiMessages.CreatedAnother), request.Failed(null), null)
            {
                TokenName = request.NewName,
            };
    }

    // What cannot be read is not known to be another's, and the secret must not be lost with a question.
    private async Task<string?> NameOfAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await GetAsync(id, cancellationToken).ConfigureAwait(false)).Name;
        }
        catch (TokenApiException)
        {
            return null;
        }
    }

    private TokenRequest RequestFor(TokenOperation operation, HttpMethod method, string id) =>
        Request(operation, method, TokenId.PathOf(collection, id, method));

    private Task<DtToken> SendForTokenAsync(TokenRequest request, string? id, CancellationToken cancellationToken) =>
        transport.SendAsync(
            request,
            answer =>
            {
                var token = TokenReader.Single(answer.Bytes, Environment, id);
                See(token);
                return token;
            },
            cancellationToken);
}
