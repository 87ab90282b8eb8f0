using System.Management.Automation;

namespace TokenRotation.EmptyModule;

/// <summary>Does nothing.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : Cmdlet;
