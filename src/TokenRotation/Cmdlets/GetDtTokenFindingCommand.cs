using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Reports.Findings;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Says what is wrong in an inventory of tokens, the most harmful first: what expires, what nobody uses or owns, what may do
/// too much, what a rotation has left. Each finding says what to do. Nothing is changed.
/// </summary>
[Cmdlet(VerbsCommon.Get, "DtTokenFinding")]
[OutputType(typeof(DtTokenFinding))]
public sealed class GetDtTokenFindingCommand : DtInventoryCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var finding in FindingRules.Of(TakeInventory(), Options))
        {
            WriteObject(finding);
        }

        base.EndProcessing();
    }
}
