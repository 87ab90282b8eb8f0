#pragma warning disable IDE0130 // The namespaces are those of .NET, which is what this is for.

namespace System
{
    /// <summary>What <c>[^1]</c> compiles to; .NET Framework does not have it.</summary>
    internal readonly struct Index(int value, bool fromEnd = false)
    {
        public int GetOffset(int length) => fromEnd ? length - value : value;

        public static implicit operator Index(int value) => new(value);
    }

    /// <summary>What <c>[..^1]</c> compiles to.</summary>
    internal readonly struct Range(Index start, Index end)
    {
        public Index Start { get; } = start;

        public Index End { get; } = end;

        public static Range StartAt(Index start) => new(start, new Index(0, fromEnd: true));

        public static Range EndAt(Index end) => new(new Index(0), end);
    }
}

namespace System.Threading.Tasks
{
    /// <summary>.NET Framework has only the one with a result.</summary>
    internal sealed class TaskCompletionSource(TaskCreationOptions options = TaskCreationOptions.None)
    {
        private readonly TaskCompletionSource<bool> _inner = new(options);

        public Task Task => _inner.Task;

        public void SetResult() => _inner.SetResult(true);

        public void SetException(Exception failure) => _inner.SetException(failure);
    }
}

namespace TokenRotation.Tests
{
    /// <summary>What the tests call of newer frameworks.</summary>
    internal static class Newer
    {
        // One made at each call would repeat itself: its seed is the clock's.
        private static readonly ThreadLocal<Random> OneOfAll = new(() => new Random(Guid.NewGuid().GetHashCode()));

        extension(Random)
        {
            public static Random Shared => OneOfAll.Value;
        }

        extension(Enum)
        {
            public static T[] GetValues<T>()
                where T : struct, Enum => (T[])Enum.GetValues(typeof(T));
        }

        extension(string)
        {
            public static string Join(char separator, IEnumerable<string> texts) => string.Join(separator.ToString(), texts);
        }

        extension(TimeSpan)
        {
            public static TimeSpan operator /(TimeSpan time, int divisor) => TimeSpan.FromTicks(time.Ticks / divisor);
        }

        extension(Task task)
        {
            public bool IsCompletedSuccessfully => task.Status == TaskStatus.RanToCompletion;
        }

        public static string Replace(this string text, string old, string @new, StringComparison comparison) =>
            comparison == StringComparison.Ordinal ? text.Replace(old, @new) : throw new NotSupportedException();

        public static IEnumerable<T> Order<T>(this IEnumerable<T> values, IComparer<T>? comparer = null) =>
            values.OrderBy(value => value, comparer);

        public static IEnumerable<(T First, T Second)> Zip<T>(this IEnumerable<T> first, IEnumerable<T> second) =>
            first.Zip(second, (a, b) => (a, b));

        public static string? GetValueOrDefault(this Dictionary<string, string> values, string key) =>
            values.TryGetValue(key, out var value) ? value : null;

        public static string GetString(this Random random, string alphabet, int length) =>
            new([.. Enumerable.Range(0, length).Select(_ => alphabet[random.Next(alphabet.Length)])]);

        public static Task CancelAsync(this CancellationTokenSource source)
        {
            source.Cancel();
            return Task.CompletedTask;
        }
    }
}
