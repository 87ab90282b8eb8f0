using System.Management.Automation;
using System.Net;
using System.Security;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Cmdlets.Stores;

public sealed class ScriptBlockStoreTests : IDisposable
{
    private const string Kept = "$global:kept = @{}";
    private const string Store =
        "param($Name, $Token, $TokenId) $kept[$Name] = $Token; $kept[$Name + ' id'] = $TokenId; 'stray output'";
    private const string Retrieve = "param($Name) $kept[$Name]";

    private readonly ProbeSession _session = new();

    public ScriptBlockStoreTests() => _session.Run(Kept);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(Store)]
    [InlineData("param($TokenId, $Token, $Name) $kept[$Name] = $Token; $kept[$Name + ' id'] = $TokenId")]
    [InlineData("$kept[$args[0]] = $args[1]; $kept[$args[0] + ' id'] = $args[2]")]
    [InlineData("[CmdletBinding()] param([string] $Name, [securestring] $Token, [string] $TokenId) $kept[$Name] = $Token; "
        + "$kept[$Name + ' id'] = $TokenId")]
    public void What_is_written_is_read_back(string store)
    {
        using var token = NewToken.Classic();

        Write(token, store);
        var read = Read(Retrieve);

        Assert.Equal(token, read?.Token);
        Assert.Equal(token.Id, read?.TokenId);
        Assert.Equal(token.Id, _session.Run("$kept['entry id']")[0].BaseObject);
    }

    [Fact]
    public void A_script_block_gets_only_what_it_names()
    {
        using var token = NewToken.Classic();

        Write(token, "[CmdletBinding()] param([securestring] $Token) $kept['entry'] = $Token");

        Assert.Equal(token, Read(Retrieve)?.Token);
    }

    [Fact]
    public void Text_is_read_as_a_token_too()
    {
        using var token = NewToken.Classic();

        Assert.Equal(token, Read($"'{token.Reveal()}'")?.Token);
    }

    [Theory]
    [InlineData("'{0}' + \"`r`n\"")]
    [InlineData("\"  {0}`t\"")]
    [InlineData("[Net.NetworkCredential]::new('', \"{0}`n\").SecurePassword")]
    [InlineData("[pscredential]::new('token', [Net.NetworkCredential]::new('', '{0}').SecurePassword)")]
    public void A_token_is_read_out_of_what_files_and_vaults_put_around_it(string retrieve)
    {
        using var token = NewToken.Classic();

        Assert.Equal(token, Read(retrieve.Replace("{0}", token.Reveal(), StringComparison.Ordinal))?.Token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\" `n\"")]
    [InlineData("$null")]
    [InlineData("''")]
    [InlineData("[securestring]::new()")]
    public void Nothing_is_no_entry(string retrieve) => Assert.Null(Read(retrieve));

    [Theory]
    [InlineData("'not a token!'")]
    [InlineData("1")]
    [InlineData("@{}")]
    [InlineData("'onetoken123', 'twotoken123'")]
    public void Anything_but_a_token_is_told_from_one(string retrieve) =>
        Assert.Throws<NotATokenException>(() => Read(retrieve));

    [Theory]
    [InlineData("throw 'the safe is closed'")]
    [InlineData("[CmdletBinding()] param($Token) "
        + "$PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([Exception]::new('the safe is closed'), 'Closed', "
        + "'CloseError', $null)); 'more'")]
    public void An_error_thrown_or_written_is_a_failure_with_its_message(string store)
    {
        using var token = NewToken.Classic();

        var failure = Assert.Throws<SecretStoreException>(() => Write(token, store));

        Assert.Contains("-Store", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the safe is closed", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dotnet no-such-command")]
    [InlineData("$null = dotnet no-such-command")]
    [InlineData("dotnet no-such-command; $kept['entry'] = 1")]
    [InlineData("$ErrorActionPreference = 'Continue'; dotnet no-such-command")]
    public void A_program_that_fails_is_a_failure(string store)
    {
        using var token = NewToken.Classic();

        var failure = Assert.Throws<SecretStoreException>(() => Write(token, store));

        Assert.Contains("exit code", failure.Message, StringComparison.Ordinal);
        Assert.Null(_session.Run("$kept['entry']").SingleOrDefault());
    }

    [Fact]
    public void A_script_block_with_a_module_of_its_own_does_not_outlive_a_failed_program_either()
    {
        using var token = NewToken.Classic();
        var closure = (ScriptBlock)_session.Run("& { $Path = 'x'; { dotnet no-such-command }.GetNewClosure() }")[0].BaseObject;

        Assert.Throws<SecretStoreException>(
            () => Use(new StoreParameters { Store = closure, Retrieve = ScriptBlock.Create(Retrieve) }, token));
        Assert.Equal(
            "Continue False", _session.Run("\"$ErrorActionPreference $PSNativeCommandUseErrorActionPreference\"")[0].BaseObject);
    }

    [Theory]
    [InlineData("dotnet no-such-command; if ($LASTEXITCODE -eq 0) { throw 'unexpected' }", true)]
    [InlineData("dotnet no-such-command; dotnet --version", true)]
    [InlineData("dotnet no-such-command", false)]
    public void Exit_codes_that_are_allowed_are_none(string store, bool allowed)
    {
        using var token = NewToken.Classic();
        var parameters = new StoreParameters
        {
            Store = ScriptBlock.Create(store),
            Retrieve = ScriptBlock.Create(Retrieve),
            AllowExitCode = allowed ? [1] : [99],
        };

        var failure = Record.Exception(() => Use(parameters, token));

        Assert.Equal(allowed, failure is null);
    }

    [Fact]
    public void A_script_block_may_look_at_exit_codes_by_itself()
    {
        using var token = NewToken.Classic();

        Write(token, "$PSNativeCommandUseErrorActionPreference = $false; dotnet no-such-command; $kept['entry'] = $LASTEXITCODE");

        Assert.Equal(1, _session.Run("$kept['entry']")[0].BaseObject);
    }

    [Fact]
    public void The_name_of_a_SecureStrings_type_in_the_store_is_said_to_be_one()
    {
        var failure = Assert.Throws<NotATokenException>(() => Read("'System.Security.SecureString'"));

        Assert.Contains("made text of a SecureString", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("throw \"cannot keep $([Net.NetworkCredential]::new('', $Token).Password)\"")]
    [InlineData("throw \"cannot keep $([Net.NetworkCredential]::new('', $Token).Password.Split('.')[2])\"")]
    [InlineData("throw \"cannot keep $([Net.NetworkCredential]::new('', $Token).Password.ToLower())\"")]
    public void A_message_that_holds_the_secret_is_not_passed_on(string store)
    {
        using var token = NewToken.Classic();

        var failure = Assert.Throws<SecretStoreException>(() => Write(token, "param($Name, $Token) " + store));

        Assert.DoesNotContain(NewToken.SecretPartOf(token), failure.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("$part")]
    [InlineData("$part.Substring(5, 20).ToLower()")]
    [InlineData("[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($part))")]
    public void What_was_stored_before_is_in_no_message_of_a_later_read_or_removal(string shown)
    {
        using var token = NewToken.Classic();
        var failing = "param($Name) $part = [Net.NetworkCredential]::new('', $kept['entry']).Password.Split('.')[2]; throw "
            + "\"found $(" + shown + ")\"";

        var failures = Use(Store, Retrieve + "; if ($Name -eq 'other') { & { " + failing + " } }", failing, async store =>
        {
            await store.WriteAsync("entry", token, token.Id!, default);
            return new Exception[]
            {
                await Assert.ThrowsAsync<SecretStoreException>(() => store.ReadAsync("other", default)),
                await Assert.ThrowsAsync<SecretStoreException>(() => store.RemoveAsync("entry", default)),
            };
        });

        var secret = NewToken.SecretPartOf(token);
        Assert.All(failures, failure => Assert.Contains("found", failure.Message, StringComparison.Ordinal));
        Assert.All(failures, failure =>
            Assert.DoesNotContain(secret.Substring(5, 20), failure.ToString(), StringComparison.OrdinalIgnoreCase));
        Assert.All(failures, failure => Assert.DoesNotContain(
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret))[..20], failure.ToString(),
            StringComparison.Ordinal));
    }

    [Fact]
    public void The_secret_part_of_a_token_that_nobody_has_seen_is_not_passed_on_either()
    {
        using var token = NewToken.Classic();
        var secret = NewToken.SecretPartOf(token);

        var failure = Assert.Throws<SecretStoreException>(() => Read($"throw 'found {secret} there'"));

        Assert.EndsWith("found … there", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Discard_removes_and_without_it_removal_does_nothing()
    {
        using var token = NewToken.Classic();
        Write(token, Store);

        Remove(discard: null);
        Assert.NotNull(Read(Retrieve));
        Remove("param($Name) $kept.Remove($Name)");

        Assert.Null(Read(Retrieve));
    }

    [Fact]
    public void A_script_block_sees_the_variables_of_where_it_was_written()
    {
        using var token = NewToken.Classic();
        _session.Run("$global:module = New-Module { $inside = @{}; function Get-Store { { param($Name, $Token) $inside[$Name] = "
            + "$Token } }; function Get-Kept { $inside['entry'] } }");
        var store = (ScriptBlock)_session.Run("Get-Store")[0].BaseObject;

        _session.Use(async session =>
        {
            await new ScriptBlockReceiver(new StoreScript("Store", store, session, new SecretsSeen()))
                .HandOverAsync("entry", token, token.Id!, default);
            return true;
        });

        Assert.Equal(token.Reveal(), new NetworkCredential("", (SecureString)_session.Run("Get-Kept")[0].BaseObject).Password);
    }

    private void Use(StoreParameters parameters, ApiToken token) =>
        _session.Use(async session =>
        {
            await parameters.Open(session)!.Entries[0].Store!.WriteAsync("entry", token, token.Id!, default);
            return true;
        });

    private StoredSecret? Read(string retrieve) =>
        Use(Store, retrieve, null, async store => await store.ReadAsync("entry", default));

    private void Write(ApiToken token, string store) =>
        Use(store, Retrieve, null, async opened =>
        {
            await opened.WriteAsync("entry", token, token.Id!, default);
            return true;
        });

    private void Remove(string? discard) =>
        Use(Store, Retrieve, discard, async opened =>
        {
            await opened.RemoveAsync("entry", default);
            return true;
        });

    private T Use<T>(string store, string retrieve, string? discard, Func<ISecretStore, Task<T>> use)
    {
        var parameters = new StoreParameters
        {
            Store = ScriptBlock.Create(store),
            Retrieve = ScriptBlock.Create(retrieve),
            Discard = discard is null ? null : ScriptBlock.Create(discard),
        };
        return _session.Use(session => use(parameters.Open(session)!.Entries[0].Store!));
    }
}
