using TokenRotation.Api;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <summary>A token API that does what another does, for mutants that change one thing about it.</summary>
internal abstract class DelegatingTokenApi(ITokenApi inner) : ITokenApi
{
    public string Environment => inner.Environment;

    public ApiCapabilities Capabilities => inner.Capabilities;

    public string? CallerId => inner.CallerId;

    public string? OwnerOfMadeTokens => inner.OwnerOfMadeTokens;

    public virtual DateTimeOffset ServerTime => inner.ServerTime;

    public virtual ServerTimes ServerTimes => inner.ServerTimes;

    public void RestartServerTimes() => inner.RestartServerTimes();

    public ITokenApi As(ApiToken credential) => inner.As(credential);

    public virtual Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken) =>
        inner.ListAsync(query, after, cancellationToken);

    public virtual Task<DtToken> GetAsync(string id, CancellationToken cancellationToken) =>
        inner.GetAsync(id, cancellationToken);

    public Task<DtToken> LookupAsync(ApiToken token, CancellationToken cancellationToken) =>
        inner.LookupAsync(token, cancellationToken);

    public virtual Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken) =>
        inner.CreateAsync(spec, cancellationToken);

    public virtual Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken) =>
        inner.UpdateAsync(id, update, cancellationToken);

    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) => inner.DeleteAsync(id, cancellationToken);
}
