// dotnet run -c Release --project benchmarks/TokenRotation.Benchmarks
// Exit code 1 when a budget is missed.
using TokenRotation.Benchmarks;

Func<Task<Figure>>[] measurements = [ColdImport.MeasureAsync, TokenList.MeasureAsync, PipelineRecord.MeasureAsync];
var missed = 0;
foreach (var measure in measurements)
{
    var figure = await measure();
    Console.WriteLine(figure);
    missed += figure.IsWithinBudget ? 0 : 1;
}

return missed == 0 ? 0 : 1;
