// The tests measure, and a browser takes both processors.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
