// dotnet run -c Release --project benchmarks/TokenRotation.Benchmarks             the figures of an ordinary day
// dotnet run -c Release --project benchmarks/TokenRotation.Benchmarks -- NAME...  those that are named, "all" for every one
// Exit code 1 when a budget is missed.
using TokenRotation.Benchmarks;

Dictionary<string, Func<Task<IReadOnlyList<Figure>>>> measurements = new(StringComparer.OrdinalIgnoreCase)
{
    ["import"] = async () => [await ColdImport.MeasureAsync()],
    ["find"] = FindInShell.MeasureAsync,
    ["reading"] = TokenReading.MeasureAsync,
    ["list"] = async () => [await TokenList.MeasureAsync()],
    ["list-latency"] = async () => [await TokenList.MeasureWithLatencyAsync()],
    ["list-100000"] = async () => [await LargeTokenList.MeasureTimeAsync(), await LargeTokenList.MeasureMemoryAsync()],
    ["list-v1"] = async () => [await V1TokenList.MeasureAsync()],
    ["requests"] = async () => [await RateLimitedRequests.MeasureAsync()],
    ["pipeline"] = async () => [await PipelineRecord.MeasureAsync()],
    ["rotations"] = () => Rotations.MeasureBatchAsync(1_000),
    ["rotations-10000"] = () => Rotations.MeasureBatchAsync(10_000),
    ["rate-limit"] = () => Rotations.MeasureLimitedAsync(1_000, requestsPerMinute: 2_400),
    ["hanging"] = Rotations.MeasureHangingAsync,
    ["fleet"] = FleetShards.MeasureAsync,
};
string[] usual = ["import", "list", "pipeline"];
var wanted = args.Length == 0 ? usual : args.Contains("all", StringComparer.OrdinalIgnoreCase) ? [.. measurements.Keys] : args;
if (wanted.FirstOrDefault(name => !measurements.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no measurement '{unknown}'. There are: {string.Join(", ", measurements.Keys)}, all.");
    return 2;
}

var missed = 0;
foreach (var name in wanted)
{
    foreach (var figure in await measurements[name]())
    {
        Console.WriteLine(figure);
        missed += figure.IsWithinBudget ? 0 : 1;
    }
}

return missed == 0 ? 0 : 1;
