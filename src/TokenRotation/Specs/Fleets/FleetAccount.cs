using TokenRotation.Api.Accounts;

namespace TokenRotation.Specs.Fleets;

/// <summary>One account of a fleet.</summary>
/// <param name="Address">The account, and where its API is.</param>
/// <param name="Credential">Where the secret of its OAuth client lies, in which the client's ID stands.</param>
/// <param name="TokenUrl">Where the client fetches its access tokens; null for what holds for the session.</param>
/// <param name="Terms">Which of its platform tokens are rotated, and how; where it names none, they are listed only.</param>
internal sealed record FleetAccount(AccountAddress Address, FleetCredential Credential, Uri? TokenUrl, FleetTerms Terms);
