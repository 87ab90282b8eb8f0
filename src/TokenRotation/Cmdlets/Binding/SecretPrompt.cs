using System.Collections.ObjectModel;
using System.Management.Automation.Host;
using System.Security;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>Asks the user to type a secret, where there is one to ask.</summary>
internal static class SecretPrompt
{
    private const string ConsoleHost = "ConsoleHost";

    /// <summary>What was typed; null where nobody is there to type, and then nothing has been shown.</summary>
    public static SecureString? Ask(PSHost host, string label)
    {
        // A service has a console that nobody sees: a prompt there would wait for ever.
        if (!Environment.UserInteractive || (host.Name == ConsoleHost && Console.IsInputRedirected))
        {
            return null;
        }

        var field = new FieldDescription(label);
        field.SetParameterType(typeof(SecureString));
        try
        {
            // A host that may not ask refuses this before it shows anything; one that writes and reads a line does not.
            return host.UI.Prompt(string.Empty, string.Empty, new Collection<FieldDescription> { field })
                .TryGetValue(label, out var typed) ? typed?.BaseObject as SecureString : null;
        }
        catch (Exception failure) when (failure is HostException or NotImplementedException or InvalidOperationException)
        {
            return null;
        }
    }
}
