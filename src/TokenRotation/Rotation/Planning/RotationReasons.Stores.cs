namespace TokenRotation.Rotation.Planning;

// What the store, its entry and the secret in it say against going on.
internal static partial class RotationReasons
{
    public static string StoreHoldsAnother(Situation s) => s.Facts.Store!.Unreadable
        ? "The store's entry of this name holds something that is no token of this environment, and is not overwritten. Choose "
            + $"another name, or empty the entry; then {Next(s)} goes on."
        : s.Old is null
        ? $"The store's entry of this name holds the token {s.Facts.Store.CurrentId}, which is another one's. Choose another "
            + $"name, or empty the entry; then {Next(s)} goes on."
        : $"The store's entry of this name holds the token {s.Facts.Store.CurrentId}, not {s.Facts.OldId}. Choose the entry of "
            + $"this token, or store its secret there first; then {Next(s)} goes on.";

    public static string EntryIsAnothers(Situation s) => s.Facts.Store!.IsEmpty
        ? $"The store has no entry of this name, so the consumers of {Shown(s.Old)} read another one, or none. "
            + $"Give {Begin(s)} the -SecretName that they read, put the token's secret there, or add -NewEntry to begin an "
            + "entry; a token that has lost its name, or a part of it, gets it back first. -Store and -Retrieve reach entries "
            + "that hold more than the token."
        : $"The store's entry of this name holds the token {s.Facts.Store.CurrentId}, which this environment does not have. Give "
            + $"{Begin(s)} the -SecretName that the consumers of {s.Facts.OldId} read, or add -NewEntry to take the entry over.";

    public static string EntryIsMissing(Situation s) =>
        $"The store's entry of this name is gone since the rotation of {Shown(s.Old)} began. Whoever reads it under another name "
            + "would never get a new secret again, so both tokens stay. Give the entry its name back; where it is to keep "
            + $"another name, Undo-DtTokenRotation -Id {s.Facts.OldId} with that name goes back to the old token, to be rotated "
            + $"anew; if nobody reads another entry, add -NewEntry to {Begin(s)} to begin this one; then {GoOn(s)} goes on.";

    public static string SuccessorIsGone(Situation s) =>
        $"{Shown(s.Old)} is marked as replaced by {s.Stamp!.PartnerId}, which does not exist. {WayBack(s)}";

    public static string SuccessorContradicts(Situation s) =>
        $"{Shown(s.Old)} is marked as replaced by {Shown(s.Partner)}, which is not a successor that this connection's user made "
            + $"for it. {WayBack(s)}";

    public static string SuccessorIsDead(Situation s) =>
        $"{Shown(s.Old)} is marked as replaced by {Shown(s.Partner)}, which is revoked or expired. {WayBack(s)}";

    public static string OtherStore(Situation s) =>
        $"{Shown(s.Old)} is being replaced by {Shown(s.Partner)}, whose secret is not in this store: the run that does it has "
            + $"another one, or is not through yet. {GoOn(s)} then goes on.";

    public static string OtherPlace(Situation s) =>
        $"The secret of {Shown(s.Partner)} goes to another "
            + $"{(s.PartnerGoesToThePipeline ? "place, the pipeline" : "store or entry")} than this run's, and a run that has it "
            + $"goes on. Run {NextCommand.Resume(s.Facts)} with the store and name that the rotation began with; if the secret "
            + $"is known to have arrived, Complete-DtTokenRotation -Id {s.Facts.OldId}; Undo-DtTokenRotation -Id "
            + $"{s.Facts.OldId} goes back to the old token, to be rotated anew where its entry has another name by now.";

    public static string NotInThisStore(Situation s) =>
        $"The secret of {Shown(s.Partner)} is not in this store. Run {NextCommand.Resume(s.Facts)} with the store that the "
            + $"rotation began with; Undo-DtTokenRotation -Id {s.Facts.OldId} goes back to the old token.";
}
