using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>
/// A script block that a user gave to reach a store. It gets the arguments that its param block names, or all of them in their
/// order if it has none. An error that it writes counts as one that it throws: a store that has complained has not stored.
/// </summary>
/// <remarks>
/// From PowerShell 7.4 on, programs that fail end the script block as an error does: it runs under Stop and
/// $PSNativeCommandUseErrorActionPreference, set where it looks, which for a script block with a module of its own is the
/// global scope. Before, and where some exit codes are allowed, which PowerShell cannot be told, the last exit code tells.
/// </remarks>
internal sealed class StoreScript(
    string parameter, ScriptBlock script, SessionScript session, SecretsSeen seen, int[]? allowedExitCodes = null)
{
    /// <summary>Runs a script block, so that a program that fails in it is an error.</summary>
    internal const string Invoke =
        """
        param($Script, $Arguments, $ExitCodes)
        if ($ExitCodes -or -not (Test-Path -Path variable:global:PSNativeCommandUseErrorActionPreference)) {
            $global:LASTEXITCODE = 0
            & $Script @Arguments 2>&1
            if ($global:LASTEXITCODE -ne 0 -and $global:LASTEXITCODE -notin $ExitCodes) {
                throw "A program ended with exit code $global:LASTEXITCODE."
            }

            return
        }

        $private:outside = $global:ErrorActionPreference, $global:PSNativeCommandUseErrorActionPreference
        $ErrorActionPreference = $global:ErrorActionPreference = 'Stop'
        $PSNativeCommandUseErrorActionPreference = $global:PSNativeCommandUseErrorActionPreference = $true
        try {
            & $Script @Arguments 2>&1
        }
        finally {
            $global:ErrorActionPreference, $global:PSNativeCommandUseErrorActionPreference = $private:outside
        }
        """;

    /// <summary>How it is called in messages.</summary>
    public string Name => StoreMessages.Script(parameter);

    /// <summary>Runs it for an entry.</summary>
    /// <returns>What it returned.</returns>
    /// <exception cref="SecretStoreException">It failed; the message holds no secret.</exception>
    public async Task<IReadOnlyList<PSObject?>> RunAsync(
        string action, string name, ApiToken? token, string? tokenId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (token is not null)
        {
            seen.Add(token);
        }

        try
        {
            var output = await session(Invoke, script, Arguments(name, token, tokenId), allowedExitCodes).ConfigureAwait(false);
            return output.Select(one => one?.BaseObject).OfType<ErrorRecord>().FirstOrDefault(IsFailure) is { } error
                ? throw Failed(action, name, StoreFailures.Reason(error, seen))
                : output.Where(one => one?.BaseObject is not (null or ErrorRecord)).ToList();
        }
        catch (Exception failure) when (StoreFailures.Explains(failure))
        {
            throw Failed(action, name, StoreFailures.Reason(failure, seen));
        }
    }

    private SecretStoreException Failed(string action, string name, string reason) =>
        new(StoreMessages.StoreFailed(Name, action, name, reason));

    // Programs write to their error stream what is no error; whether one has failed, its exit code tells.
    internal static bool IsFailure(ErrorRecord error) =>
        !error.FullyQualifiedErrorId.StartsWith("NativeCommandError", StringComparison.Ordinal);

    private object Arguments(string name, ApiToken? token, string? tokenId)
    {
        List<(string Key, object Value)> all = [("Name", name)];
        if (token is not null)
        {
            all.Add(("Token", token.ToSecureString()));
            all.Add(("TokenId", tokenId!));
        }

        if ((script.Ast as ScriptBlockAst)?.ParamBlock is not { } declared)
        {
            return all.Select(argument => argument.Value).ToArray();
        }

        var wanted = declared.Parameters.Select(one => one.Name.VariablePath.UserPath).ToList();
        var named = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in all.Where(argument => wanted.Contains(argument.Key, StringComparer.OrdinalIgnoreCase)))
        {
            named[key] = value;
        }

        return named;
    }
}
