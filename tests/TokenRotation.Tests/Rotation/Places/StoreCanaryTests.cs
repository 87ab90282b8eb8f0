using TokenRotation.Rotation.Places;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Rotation;

public sealed class StoreCanaryTests
{
    private const string Entry = "dt-rw-canary";

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
        var failure = await Assert.ThrowsAsync<SecretStoreException>(
            () => StoreCanary.SendAsync(new MemoryStore { IsDeaf = true }, Entry, default));

        Assert.Contains(Entry, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_run_left_is_written_over_and_removed()
    {
        var store = new MemoryStore { [Entry] = NewToken.Text() };

        await StoreCanary.SendAsync(store, Entry, default);

        Assert.Null(store[Entry]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task What_another_run_writes_to_the_same_entry_meanwhile_is_no_fault_of_the_store(int others)
    {
        var store = new MemoryStore();
        var writes = others + 1;
        store.OnRead = () => store[Entry] = others-- > 0 ? NewToken.Text() : store[Entry];

        await StoreCanary.SendAsync(store, Entry, default);

        Assert.Equal((writes, null), (store.Writes, store[Entry]));
    }

    [Fact]
    public async Task What_was_written_is_removed_from_a_store_that_cannot_be_read()
    {
        var store = new MemoryStore { OnRead = () => throw new SecretStoreException("The safe is closed.") };

        var failure = await Assert.ThrowsAsync<SecretStoreException>(() => StoreCanary.SendAsync(store, Entry, default));

        Assert.Equal(("The safe is closed.", null), (failure.Message, store[Entry]));
    }
}
