using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Support;

/// <summary>A folder with the secrets of tokens, a file each, and the homes of those who rotate them.</summary>
internal sealed class SecretFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("secrets");
    private readonly List<DirectoryInfo> _homes = [];

    public string Path => _folder.FullName;

    /// <summary>A home of somebody who has none yet.</summary>
    public string NewHome()
    {
        _homes.Add(Directory.CreateTempSubdirectory("home"));
        return _homes[^1].FullName;
    }

    /// <summary>Makes a token whose secret is in the folder, under its name.</summary>
    public TenantToken Seed(SandboxServer sandbox, string name)
    {
        var token = sandbox.Tenant.Seed(new SeedToken { Name = name, Owner = "admin@example.com", Scopes = ["metrics.read"] });
        File.WriteAllText(System.IO.Path.Combine(Path, name), token.Token);
        return token;
    }

    /// <summary>Puts the secret of a platform token into the folder, under its name.</summary>
    public void Keep(PlatformToken token) => File.WriteAllText(System.IO.Path.Combine(Path, token.Name), token.Token);

    /// <summary>The secrets under all names, pending and previous ones included.</summary>
    public IEnumerable<string> Secrets() => Directory.GetFiles(Path).Select(File.ReadAllText);

    /// <summary>The secret under a name.</summary>
    public string Secret(string name) => File.ReadAllText(System.IO.Path.Combine(Path, name));

    /// <summary>The token whose secret is under a name; null when there is none any more.</summary>
    public TenantToken? Current(SandboxServer sandbox, string name) => sandbox.Tenant.FindBySecret(Secret(name));

    /// <summary>The same for a platform token.</summary>
    public PlatformToken? CurrentAtAccount(SandboxServer sandbox, string name)
    {
        var secret = Secret(name);
        return sandbox.Account.PlatformTokens.FirstOrDefault(token => token.Token == secret);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _homes.ForEach(home => home.Delete(recursive: true));
    }
}
