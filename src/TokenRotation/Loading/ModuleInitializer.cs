using System.Management.Automation;

namespace TokenRotation.Loading;

/// <summary>Called by PowerShell when the module comes and goes. Does nothing but answer for the module's dependencies.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport() => PrivateDependencies.Attach();

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => PrivateDependencies.Detach();
}
