using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>How a store's entries for the tokens of one environment are called.</summary>
/// <param name="template">The template that the user gave.</param>
/// <param name="environmentId">The environment's ID.</param>
internal sealed class EntryNames(SecretName template, string environmentId)
{
    /// <summary>A token of another name has other entries.</summary>
    public bool FollowTheName => template.HoldsName;

    /// <summary>The entries of one rotation.</summary>
    /// <param name="name">The tokens' name, without a stamp.</param>
    /// <exception cref="SecretNameException">The template and the token do not go together.</exception>
    public SecretSlots Of(string name) =>
        template.HoldsName && name.Length > NameStamp.LongestWholeName
            // A stamp cuts a longer name, and a run after a crash would not find the entry again.
            ? throw new SecretNameException(StoreMessages.NameTooLong(name, NameStamp.LongestWholeName))
            : template.Of(name, environmentId);
}
