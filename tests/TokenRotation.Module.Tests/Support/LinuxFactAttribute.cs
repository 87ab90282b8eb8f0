namespace TokenRotation.Module.Tests.Support;

/// <summary>A test that needs the signals of Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "A process is frozen by a signal of Linux.";
        }
    }
}
