using TokenRotation.Rotation.Places;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Rotation.Steps;

public sealed class StoreCanaryTests
{
    private const string Entry = "dt-rw-canary-OPER01";

    [Fact]
    public async Task What_is_written_to_prove_a_store_is_removed_again()
    {
        var store = new MemoryStore();

        await StoreCanary.SendAsync(store, Entry, default);

        Assert.Equal((1, null), (store.Writes, store[Entry]));
    }

    [Fact]
    public async Task A_store_that_keeps_nothing_is_told()
    {
        var failure = await Assert.ThrowsAsync<SecretStoreException>(() => StoreCanary.SendAsync(new MemoryStore { IsDeaf = true }, Entry, default));

        Assert.Contains(Entry, failure.Message, StringComparison.Ordinal);
    }
}
