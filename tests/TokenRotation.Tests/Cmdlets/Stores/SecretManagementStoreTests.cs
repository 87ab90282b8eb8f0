using System.Security;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Cmdlets.Stores;

public sealed class SecretManagementStoreTests : IDisposable
{
    private readonly ProbeSession _session = new();

    public SecretManagementStoreTests()
    {
        _session.Run(
            "Import-Module $args[0]",
            Path.Combine(AppContext.BaseDirectory, "Modules", "Microsoft.PowerShell.SecretManagement.psm1"));
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("None")]
    [InlineData("SetSecretInfo")]
    [InlineData("All")]
    public void What_is_written_is_read_back_whatever_the_vault_does_with_metadata(string metadata)
    {
        _session.Run($"Register-SecretVault Ops -Metadata {metadata}");
        using var first = NewToken.Classic();
        using var second = NewToken.Classic();

        Write("entry", first);
        Write("entry", second);
        var read = Read("entry");

        Assert.Equal(second, read?.Token);
        Assert.Equal(second.Id, read?.TokenId);
        Assert.Equal(metadata == "None" ? null : second.Id, MetadataOf("entry", "TokenId"));
        Assert.IsType<SecureString>(_session.Run("Get-Secret entry Ops")[0].BaseObject);
    }

    [Fact]
    public void A_vault_that_takes_no_metadata_is_asked_once()
    {
        _session.Run("Register-SecretVault Ops -Metadata None");
        using var token = NewToken.Classic();

        _session.Use(async session =>
        {
            var store = new SecretManagementStore("Ops", session);
            await store.WriteAsync("a", token, token.Id!, default);
            await store.WriteAsync("b", token, token.Id!, default);
            return true;
        });

        Assert.Equal(["Get-SecretInfo a", "Set-Secret a", "Set-SecretInfo a", "Set-Secret b"], Calls());
    }

    [Fact]
    public void What_else_stands_in_the_metadata_is_kept()
    {
        _session.Run("Register-SecretVault Ops; Set-Secret entry $args[0] Ops @{ Note = 'mine' }", NewToken.Text());
        using var token = NewToken.Classic();

        Write("entry", token);

        Assert.Equal("mine", MetadataOf("entry", "Note"));
        Assert.Equal(token.Id, MetadataOf("entry", "TokenId"));
    }

    [Fact]
    public void A_token_of_the_old_format_is_known_by_the_metadata()
    {
        _session.Run("Register-SecretVault Ops");
        using var token = ApiToken.Parse(NewToken.OldFormatText());

        Write("entry", token, "dt0c01.KNOWN");

        Assert.Equal("dt0c01.KNOWN", Read("entry")?.TokenId);
    }

    [Fact]
    public void A_read_is_one_call_and_never_answered_from_memory()
    {
        _session.Run("Register-SecretVault Ops");
        using var mine = NewToken.Classic();
        using var theirs = NewToken.Classic();
        _session.Run("Set-Secret entry $args[0] Ops", mine.ToSecureString());

        var (before, after) = _session.Use(async session =>
        {
            var store = new SecretManagementStore("Ops", session);
            var before = await store.ReadAsync("entry", default);
            await session("param($Secret) Set-Secret entry $Secret Ops", theirs.ToSecureString());
            return (before, await store.ReadAsync("entry", default));
        });

        Assert.Equal(mine, before?.Token);
        Assert.Equal(theirs, after?.Token);
        Assert.Equal(["Set-Secret entry", "Get-Secret entry", "Set-Secret entry", "Get-Secret entry"], Calls());
    }

    [Fact]
    public void An_entry_that_is_not_there_is_nothing_and_counts_as_removed()
    {
        _session.Run("Register-SecretVault Ops; Set-Secret entry1 $args[0] Ops", NewToken.Text());

        Assert.Null(Read("entry"));
        Remove("entry");
        Remove("entry1");

        Assert.Null(Read("entry1"));
    }

    [Fact]
    public void A_name_with_wildcards_means_itself()
    {
        _session.Run("Register-SecretVault Ops; Set-Secret 'token [ab]*' $args[0] Ops @{ Note = 'mine' }; Set-Secret 'token a' "
            + "$args[0] Ops", NewToken.Text());
        using var token = NewToken.Classic();

        Write("token [ab]*", token);

        Assert.Equal(token, Read("token [ab]*")?.Token);
        Assert.NotEqual(token, Read("token a")?.Token);
        Assert.Equal("mine", MetadataOf("token `[ab`]`*", "Note"));
        Remove("token *");
        Assert.NotNull(Read("token a"));
    }

    [Theory]
    [InlineData("@{ Token = 'x' }")]
    [InlineData("[pscredential]::new('user', [securestring]::new())")]
    [InlineData("[byte[]] (1, 2, 3)")]
    [InlineData("'not a token!'")]
    public void Anything_but_a_token_is_told_from_one(string secret)
    {
        _session.Run($"Register-SecretVault Ops; Set-Secret entry -Secret ({secret}) -Vault Ops");

        var failure = Assert.Throws<NotATokenException>(() => Read("entry"));

        Assert.Contains("'entry'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_locked_vault_is_an_error_that_tells_how_to_unlock_it()
    {
        _session.Run("Register-SecretVault Ops -Locked");
        using var token = NewToken.Classic();

        Assert.All(
            [() => Read("entry"), () => Write("entry", token), () => Remove("entry")],
            (Action act) => Assert.Contains(
                "Unlock-SecretVault -Name 'Ops'", Assert.Throws<SecretStoreException>(act).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_failure_carries_the_vaults_own_words_and_is_never_taken_for_a_missing_entry()
    {
        _session.Run("Register-SecretVault Ops -Failing All");
        using var token = NewToken.Classic();

        Assert.All(
            [() => Read("entry"), () => Write("entry", token), () => Remove("entry")],
            (Action act) =>
                Assert.Contains("does not answer", Assert.Throws<SecretStoreException>(act).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_read_that_fails_is_no_missing_entry_even_if_the_vault_can_be_listed()
    {
        _session.Run("Register-SecretVault Ops; Set-Secret entry $args[0] Ops; Register-SecretVault Ops -Failing "
            + "Get-Secret", NewToken.Text());

        Assert.Throws<SecretStoreException>(() => Read("entry"));
        Assert.Null(Read("other"));
    }

    [Fact]
    public void A_vault_that_is_not_registered_is_named_with_what_to_do()
    {
        var failure = Assert.Throws<SecretStoreException>(() => Read("entry"));

        Assert.Contains("Register-SecretVault", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_module_the_error_tells_how_to_get_it()
    {
        _session.Run("Remove-Module Microsoft.PowerShell.SecretManagement");

        var failure = Assert.Throws<SecretStoreException>(() => Read("entry"));

        Assert.Contains("Install-Module Microsoft.PowerShell.SecretManagement", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Install-PSResource", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_users_preferences_for_confirmation_do_not_reach_the_vault()
    {
        _session.Run("Register-SecretVault Ops; $global:ConfirmPreference = 'Low'; $global:WhatIfPreference = $true");
        using var token = NewToken.Classic();

        Write("entry", token);

        Assert.Equal(token, Read("entry")?.Token);
    }

    [Theory]
    [InlineData("-Deaf")]
    [InlineData("-Instead $args[0]")]
    public void A_vault_that_lies_is_read_as_it_is(string lie)
    {
        using var token = NewToken.Classic();
        using var other = NewToken.Classic();
        _session.Run(
            $"Register-SecretVault Ops; Set-Secret entry $args[0] Ops; Register-SecretVault Ops {lie}", other.ToSecureString());

        Write("entry", token);

        Assert.Equal(other, Read("entry")?.Token);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("-Failing Get-SecretInfo", false)]
    public void It_lists_its_entries_where_the_vault_does(string flaw, bool lists)
    {
        _session.Run($"Register-SecretVault Ops; Set-Secret a $args[0] Ops; Set-Secret 'b [1]' $args[0] Ops; "
            + $"Register-SecretVault Ops {flaw}", NewToken.Text());

        var names = _session.Use(session => new SecretManagementStore("Ops", session).ListAsync(default));

        Assert.Equal(lists ? ["a", "b [1]"] : null, names?.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_credential_stays_one_and_keeps_its_user_name()
    {
        _session.Run("Register-SecretVault Ops; Set-Secret entry -Secret ([pscredential]::new('svc', $args[0])) -Vault Ops",
            NewToken.Classic().ToSecureString());
        using var token = NewToken.Classic();

        _session.Use(async session =>
        {
            var store = new SecretManagementStore("Ops", session);
            await store.ReadAsync("entry", default);
            await store.WriteAsync("entry", token, token.Id!, default);
            return true;
        });

        var kept = Assert.IsType<System.Management.Automation.PSCredential>(_session.Run("Get-Secret entry Ops")[0].BaseObject);
        Assert.Equal("svc", kept.UserName);
        Assert.Equal(token, Read("entry")?.Token);
    }

    [Fact]
    public void No_secret_is_left_in_the_sessions_errors()
    {
        _session.Run("Register-SecretVault Ops -Failing All");
        using var token = NewToken.Classic();
        var failure = Assert.Throws<SecretStoreException>(() => Write("entry", token));

        var errors = _session.Run("foreach ($one in $global:Error) { \"$one $($one.InvocationInfo.Line) $($one.Exception)\" }");

        Assert.Empty(errors);
        var secret = NewToken.SecretPartOf(token);
        Assert.All(errors.Select(error => error.ToString()).Append(failure.ToString()), text =>
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    private StoredSecret? Read(string name) =>
        _session.Use(session => new SecretManagementStore("Ops", session).ReadAsync(name, default));

    private void Write(string name, ApiToken token, string? id = null) =>
        _session.Use(async session =>
        {
            await new SecretManagementStore("Ops", session).WriteAsync(name, token, id ?? token.Id!, default);
            return true;
        });

    private void Remove(string name) =>
        _session.Use(async session =>
        {
            await new SecretManagementStore("Ops", session).RemoveAsync(name, default);
            return true;
        });

    private object? MetadataOf(string filter, string key) =>
        _session.Run("$metadata = (Get-SecretInfo $args[0] Ops).Metadata; if ($metadata) { $metadata[$args[1]] "
            + "}", filter, key).SingleOrDefault()?.BaseObject;

    private IEnumerable<string> Calls() => _session.Run("Get-SecretCall").Select(call => call.ToString());
}
