using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Conventions;

/// <summary>What holds for every cmdlet of the staged module.</summary>
public sealed class CmdletTests : IDisposable
{
    private static readonly string[] ChangingVerbs =
        ["Complete", "New", "Set", "Revoke", "Restore", "Remove", "Invoke", "Resume", "Undo"];

    private const int MostClasses = 3;

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Every_cmdlet_class_is_exported_and_every_export_is_a_cmdlet_class()
    {
        var manifest = _session.Run("(Test-ModuleManifest $args[0]).ExportedCmdlets.Keys", BuiltFiles.Manifest).Succeed();

        Assert.Equal(Types().Select(NameOf).Order(), manifest.Output.Select(name => (string)name.BaseObject).Order());
    }

    [Fact]
    public void Every_cmdlet_has_a_file_of_its_name_and_says_what_it_emits()
    {
        foreach (var type in Types())
        {
            Assert.EndsWith("Command", type.Name, StringComparison.Ordinal);
            Assert.True(
                File.Exists(Path.Combine(BuiltFiles.RepositoryRoot, "src", "TokenRotation", "Cmdlets", type.Name + ".cs")),
                type.Name);
            Assert.NotEmpty(type.GetCustomAttributes<OutputTypeAttribute>());
        }
    }

    [Fact]
    public void Every_cmdlet_has_its_pester_file_and_its_page()
    {
        Assert.All(Types().Select(NameOf), name =>
        {
            Assert.True(File.Exists(Path.Combine(BuiltFiles.RepositoryRoot, "tests", "Pester", name + ".Tests.ps1")), name);
            Assert.True(File.Exists(Path.Combine(BuiltFiles.RepositoryRoot, "docs", "en-US", name + ".md")), name);
        });
    }

    [Fact]
    public void Every_cmdlet_that_changes_something_supports_what_if()
    {
        foreach (var type in Types())
        {
            var cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
            Assert.Equal(ChangingVerbs.Contains(cmdlet.VerbName), cmdlet.SupportsShouldProcess);
            Assert.Equal(cmdlet.VerbName == "Remove", cmdlet.ConfirmImpact == ConfirmImpact.High);
        }
    }

    [Fact]
    public void A_parameter_has_the_same_aliases_in_every_cmdlet()
    {
        var aliases = Types()
            .SelectMany(type => type.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute))))
            .GroupBy(
                property => property.Name,
                property => string.Join(' ', (property.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []).Order()));

        Assert.All(aliases, same => Assert.Single(same.Distinct()));
    }

    [Fact]
    public void No_field_of_a_cmdlet_is_of_a_private_dependencys_type()
    {
        var foreign = Types()
            .SelectMany(type =>
                type.GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType.Assembly.GetName().Name
                is "Polly.Core" or "System.Text.Json" or "TokenRotation.Http" or "Microsoft.Bcl.TimeProvider");

        Assert.Empty(foreign);
    }

    [Fact]
    public void No_state_is_shared_between_runspaces()
    {
        var mutable = Types().First().Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("TokenRotation", StringComparison.Ordinal) == true
                && !type.IsDefined(typeof(CompilerGeneratedAttribute)))
            .SelectMany(type =>
                type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsInitOnly && !field.IsLiteral && !field.IsDefined(typeof(CompilerGeneratedAttribute)));

        Assert.Empty(mutable.Select(field => $"{field.DeclaringType}.{field.Name}"));
    }

    [Fact]
    public void Every_error_id_is_its_own_name_and_none_says_not_specified()
    {
        var ids = Types().First().Assembly.GetType("TokenRotation.Cmdlets.Errors.ErrorIds", throwOnError: true)!.GetFields(
            BindingFlags.Static | BindingFlags.Public);

        Assert.All(ids, id => Assert.Equal(id.Name, id.GetRawConstantValue()));
        var errors = Path.Combine(BuiltFiles.RepositoryRoot, "src", "TokenRotation", "Cmdlets", "Errors");
        var records = string.Concat(Directory.GetFiles(errors, "*.cs").Select(File.ReadAllText));
        Assert.All(ids, id => Assert.Contains($"ErrorIds.{id.Name},", records, StringComparison.Ordinal));
        Assert.DoesNotContain("NotSpecified", records, StringComparison.Ordinal);
    }

    [Fact]
    public void No_command_has_more_than_three_classes_between_itself_and_the_shells() =>
        Assert.DoesNotContain(Types(), type => Between(type) > MostClasses);

    [Fact]
    public void What_several_commands_of_rotations_take_is_the_same_in_each()
    {
        string[] names =
        [
            "Vault", "SecretName", "Store", "Retrieve", "Discard", "AllowExitCode",
            "After", "GracePeriod", "NewEntry", "ReconcileScopes", "ThrottleLimit", "TimeBudget",
        ];
        var rotating = Types().Where(type => NameOf(type).EndsWith("-DtTokenRotation", StringComparison.Ordinal));
        var declared = (
            from type in rotating
            from name in names
            where type.GetProperty(name) is not null
            select (Name: name, Shape: Shape(type, type.GetProperty(name)!))).ToList();

        Assert.Equal(names.Order(), declared.Select(one => one.Name).Distinct().Order());
        Assert.All(declared.GroupBy(one => one.Name), same => Assert.Single(same.Select(one => one.Shape).Distinct()));
    }

    [Fact]
    public void What_is_public_is_of_use_outside()
    {
        // Named by the views, by exceptions and by the shell, or taken by parameters.
        string[] named =
            ["ApiToken", "ConstraintViolation", "DtFormat", "DtMembers", "FailedRequest", "ModuleInitializer", "SpecFault"];
        var others = Types().First().Assembly.GetExportedTypes()
            .Where(type => type.Namespace != nameof(TokenRotation) && !named.Contains(type.Name));

        Assert.Empty(
            from type in others
            where !typeof(Cmdlet).IsAssignableFrom(type) && !typeof(Exception).IsAssignableFrom(type)
            select type.FullName);
    }

    private static string Shape(Type type, PropertyInfo parameter) =>
        $"{parameter.PropertyType} {parameter.GetValue(Activator.CreateInstance(type))} "
        + string.Join(", ", parameter.CustomAttributes
            .Select(one => one.ToString())
            .Where(one => !one.Contains("Nullable", StringComparison.Ordinal))
            .Order());

    private static int Between(Type type) => type.BaseType == typeof(PSCmdlet) ? 0 : 1 + Between(type.BaseType!);

    private static string NameOf(Type type) =>
        type.GetCustomAttribute<CmdletAttribute>() is { } cmdlet ? $"{cmdlet.VerbName}-{cmdlet.NounName}" : string.Empty;

    private List<Type> Types()
    {
        var find = (Type)_session.Run("(Get-Command Find-DtToken).ImplementingType").Succeed().One.BaseObject;
        return [.. find.Assembly.GetTypes().Where(type => type.IsDefined(typeof(CmdletAttribute)))];
    }
}
