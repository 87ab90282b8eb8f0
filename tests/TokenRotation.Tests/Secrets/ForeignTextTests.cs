using System.Reflection;

namespace TokenRotation.Tests.Secrets;

/// <summary>Whoever may write to a tenant chooses these texts; a message takes them by a type that cleans them.</summary>
public sealed class ForeignTextTests
{
    private static readonly string[] FromOutside = ["name", "owner", "entry", "template", "address", "title", "scope", "value"];

    [Fact]
    public void No_message_takes_foreign_text_as_a_string()
    {
        var messages = typeof(DtToken).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Messages", StringComparison.Ordinal)
                || type.Name.EndsWith("Reasons", StringComparison.Ordinal))
            .SelectMany(type =>
                type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => method.ReturnType == typeof(string))
            .ToList();

        Assert.NotEmpty(messages);
        Assert.Empty(messages
            .SelectMany(method => method.GetParameters(), (method, parameter) => (method, parameter))
            .Where(pair => pair.parameter.ParameterType == typeof(string) && FromOutside.Contains(pair.parameter.Name))
            .Select(pair => $"{pair.method.DeclaringType!.Name}.{pair.method.Name}({pair.parameter.Name})"));
    }
}
