using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using TokenRotation.HelpBuilder.Pages;

namespace TokenRotation.Module.Tests.Help;

/// <summary>What reflection knows of a cmdlet, in the words of its page.</summary>
internal sealed class CommandFacts(CmdletInfo command)
{
    private const string None = "None";
    private const string Switch = "SwitchParameter";

    public string Name => command.Name;

    /// <summary>The syntax of each parameter set, as Get-Command prints it.</summary>
    public IReadOnlyList<SyntaxEntry> Syntax { get; } = [.. command.ParameterSets.Select(set =>
        SyntaxEntry.Parse(command.Name, command.ParameterSets.Count > 1 ? set.Name : null, $"{command.Name} {set}"))];

    public string? DefaultParameterSet => Syntax.Count > 1 ? command.DefaultParameterSet : null;

    /// <summary>All but the common parameters, by name; -WhatIf and -Confirm last.</summary>
    public IReadOnlyList<string> Parameters { get; } = [.. command.Parameters.Keys
        .Where(name => !Cmdlet.CommonParameters.Contains(name))
        .OrderBy(name => Cmdlet.OptionalCommonParameters.Contains(name)).ThenBy(name => name, StringComparer.Ordinal)];

    /// <summary>The types that can be piped in as objects; properties of any other object may be bound by name.</summary>
    public IEnumerable<string> TypesByValue => command.ParameterSets
        .SelectMany(set => set.Parameters)
        .Where(parameter => parameter.ValueFromPipeline)
        .Select(parameter => ElementType(parameter.ParameterType).FullName!)
        .Distinct();

    /// <summary>The names under which properties of piped objects are bound.</summary>
    public IEnumerable<string> NamesByProperty => command.ParameterSets
        .SelectMany(set => set.Parameters)
        .Where(parameter => parameter.ValueFromPipelineByPropertyName)
        .SelectMany(parameter => parameter.Aliases.Append(parameter.Name))
        .Distinct();

    public IReadOnlyList<Type> OutputTypes { get; } =
        [.. command.OutputType.Select(output => output.Type).Where(type => type != typeof(void)).Distinct()];

    /// <summary>One block, or one for each group of parameter sets in which the facts differ.</summary>
    public IReadOnlyList<ParameterFacts> FactsOf(string parameter)
    {
        var metadata = command.Parameters[parameter];
        return [.. metadata.ParameterSets
            .OrderBy(set => command.ParameterSets.ToList().FindIndex(known => known.Name == set.Key))
            .GroupBy(set => (set.Value.IsMandatory, set.Value.Position, Pipeline: PipelineInput(set.Value)))
            .Select(group => new ParameterFacts
            {
                Type = TypeText(metadata),
                ParameterSets = [.. group.Select(set => SetText(set.Key))],
                Aliases = [.. metadata.Aliases],
                AcceptedValues = AcceptedValues(metadata),
                Required = group.Key.IsMandatory,
                Position = group.Key.Position == int.MinValue ? null : group.Key.Position,
                DefaultValue = DefaultValue(metadata),
                PipelineInput = group.Key.Pipeline,
                Wildcards = metadata.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
            })];
    }

    private string TypeText(ParameterMetadata parameter) => parameter.SwitchParameter
        ? Switch
        : Syntax.SelectMany(entry => entry.Parameters).First(candidate => candidate.Name == parameter.Name).ValueType!;

    private static string[] AcceptedValues(ParameterMetadata parameter)
    {
        var type = ElementType(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType);
        return type.IsEnum
            ? Enum.GetNames(type)
            : [.. parameter.Attributes.OfType<ValidateSetAttribute>().SelectMany(set => set.ValidValues)];
    }

    private static string SetText(string set) => set == ParameterAttribute.AllParameterSets ? ParameterFacts.AllSets : set;

    private static string PipelineInput(ParameterSetMetadata set) =>
        (set.ValueFromPipelineByPropertyName, set.ValueFromPipeline) switch
        {
            (false, false) => "False",
            (true, false) => "True (ByPropertyName)",
            (false, true) => "True (ByValue)",
            _ => "True (ByPropertyName, ByValue)",
        };

    // A cmdlet's defaults are the values that its properties have in a fresh object.
    private string DefaultValue(ParameterMetadata parameter)
    {
        if (parameter.SwitchParameter)
        {
            return "False";
        }

        var cmdlet = Activator.CreateInstance(command.ImplementingType)!;
        using (cmdlet as IDisposable)
        {
            var property = command.ImplementingType.GetProperty(parameter.Name, BindingFlags.Public | BindingFlags.Instance)!;
            var text = property.GetValue(cmdlet) switch
            {
                null => string.Empty,
                string value => value,
                IEnumerable values => string.Join(", ", values.Cast<object>()),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            };
            return text.Length == 0 ? None : text;
        }
    }

    private static Type ElementType(Type type) => type.IsArray ? type.GetElementType()! : type;
}
