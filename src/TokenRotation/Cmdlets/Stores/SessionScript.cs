using System.Collections.ObjectModel;
using System.Management.Automation;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>
/// Runs script in the caller's session, on the pipeline's thread. Its output comes back; an error that ends it is thrown.
/// </summary>
internal delegate Task<Collection<PSObject>> SessionScript(string script, params object?[] arguments);
