namespace TokenRotation.Simulation;

/// <summary>What somebody does who works with rotations: at a hand-over, to a run, or to a rotation.</summary>
internal enum Deed
{
    None,

    /// <summary>The consumer fails before it has kept the secret that it is given.</summary>
    FailBeforeKeeping,

    /// <summary>It fails after it has kept it.</summary>
    FailAfterKeeping,

    /// <summary>The pipeline has ended when the secret is to be given to it.</summary>
    WantNoMore,

    /// <summary>Ctrl+C: the run whose turn it is must come to its end.</summary>
    Interrupt,

    /// <summary>Complete-DtTokenRotation by somebody who has seen that the secret has arrived.</summary>
    CompleteKnowingly,

    /// <summary>Complete-DtTokenRotation by somebody who has not looked; Undo-DtTokenRotation where it was wrong.</summary>
    CompleteBlindly,

    /// <summary>Undo-DtTokenRotation, with the store where there is one.</summary>
    Undo,
}
