using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;

namespace TokenRotation.Tests.Rotation;

/// <summary>A host that agrees to everything and keeps what it is told.</summary>
internal sealed class QuietHost : IRotationHost
{
    public List<RotationReport> Reports { get; } = [];

    public List<RotationNote> Notes { get; } = [];

    public List<HandedOverToken> HandedOver { get; } = [];

    public List<RotationStep> Approved { get; } = [];

    public List<DtToken> Callers { get; } = [];

    /// <summary>What happens while the user is asked.</summary>
    public Action OnApprove { get; init; } = () => { };

    public Action<RotationStep> OnNote { get; init; } = _ => { };

    /// <summary>What the consumer does with a token.</summary>
    public Func<HandedOverToken, Task> OnHandOver { get; init; } = _ => Task.CompletedTask;

    public Task<bool> ApproveAsync(RotationFacts facts, RotationPlan plan)
    {
        OnApprove();
        Approved.Add(plan.Step);
        return Task.FromResult(true);
    }

    public Task HandOverAsync(HandedOverToken token)
    {
        HandedOver.Add(token);
        return OnHandOver(token);
    }

    /// <summary>What happens when the store holds the new secret.</summary>
    public Func<RotationFacts, Task> OnPlaced { get; init; } = _ => Task.CompletedTask;

    public Task PlacedAsync(RotationFacts facts) => OnPlaced(facts);

    public void Note(RotationNote note)
    {
        Notes.Add(note);
        OnNote(note.Step);
    }

    public void CallerReplaced(ITokenApi api, DtToken caller) => Callers.Add(caller);

    public Task ReportAsync(RotationReport report)
    {
        Reports.Add(report);
        return Task.CompletedTask;
    }
}
