using System.Text.Json;
using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation.Specs;

/// <summary>
/// An object in a spec file whose properties are known: what is unknown or occurs twice is a fault, and so is a value of
/// another kind than the one that is asked for.
/// </summary>
internal sealed class SpecObject
{
    private readonly Dictionary<string, SpecMember> _members = new(StringComparer.Ordinal);
    private readonly SpecFaults _faults;
    private readonly string? _path;

    private SpecObject(SpecNode node, string? path, IReadOnlyCollection<string> known, SpecFaults faults)
    {
        Offset = node.Offset;
        _path = path;
        _faults = faults;
        foreach (var member in node.Members)
        {
            if (!known.Contains(member.Name))
            {
                var shown = ServerText.Clean(member.Name) ?? string.Empty;
                faults.Add(
                    member.Offset, PathOf(shown), SpecMessages.PropertyIsUnknown(NearestName.Find(member.Name, known), known));
            }
            else if (_members.ContainsKey(member.Name))
            {
                faults.Add(member.Offset, PathOf(member.Name), SpecMessages.PropertyIsRepeated);
            }
            else
            {
                _members.Add(member.Name, member);
            }
        }
    }

    /// <summary>The object's first byte.</summary>
    public int Offset { get; }

    /// <summary>The object; null, and a fault, if the value is none.</summary>
    /// <param name="node">The value.</param>
    /// <param name="path">Its path; null for the file's root.</param>
    /// <param name="known">The properties that it may have.</param>
    /// <param name="faults">Where faults go.</param>
    /// <param name="wanted">What the value must be, in words.</param>
    public static SpecObject? Read(
        SpecNode node, string? path, IReadOnlyCollection<string> known, SpecFaults faults, string wanted)
    {
        if (node.Kind == JsonTokenType.StartObject)
        {
            return new SpecObject(node, path, known, faults);
        }

        faults.Add(node.Offset, path, SpecMessages.Wants(wanted));
        return null;
    }

    /// <summary>A property; null if it is missing. A value of null says no more than that.</summary>
    public SpecNode? this[string property] =>
        _members.TryGetValue(property, out var member) && member.Value.Kind != JsonTokenType.Null ? member.Value : null;

    /// <summary>The path of a property, from the file's root.</summary>
    public string PathOf(string property) => _path is null ? property : $"{_path}.{property}";

    /// <summary>Notes a fault of a property, at its value if it has one.</summary>
    public void Fault(string property, string message) =>
        _faults.Add(this[property]?.Offset ?? Offset, PathOf(property), message);

    /// <summary>An object in this one; null if it is missing, or a fault.</summary>
    public SpecObject? Object(string property, IReadOnlyCollection<string> known, string wanted) =>
        this[property] is { } node ? Read(node, PathOf(property), known, _faults, wanted) : null;

    /// <summary>An object in this one, or the objects of an array of at least one; none if it is missing, or a fault.</summary>
    public IReadOnlyList<SpecObject> Objects(string property, IReadOnlyCollection<string> known, string wanted)
    {
        if (this[property] is not { } node)
        {
            return [];
        }

        if (node.Kind == JsonTokenType.StartArray && node.Items.Count == 0)
        {
            Fault(property, SpecMessages.Wants(wanted));
        }

        IReadOnlyList<SpecNode> items = node.Kind == JsonTokenType.StartArray ? node.Items : [node];
        return items.Select(item => Read(item, PathOf(property), known, _faults, wanted)).OfType<SpecObject>().ToList();
    }

    /// <summary>A text that is not blank; null if it is missing, or a fault.</summary>
    public string? Text(string property)
    {
        if (this[property] is not { } node)
        {
            return null;
        }

        if (node.AsText is not { } text)
        {
            Fault(property, SpecMessages.Wants(SpecMessages.AText));
            return null;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            Fault(property, SpecMessages.TextIsEmpty);
            return null;
        }

        return text;
    }

    /// <summary>True or false; false if it is missing, or a fault.</summary>
    public bool Flag(string property)
    {
        if (this[property] is not { } node)
        {
            return false;
        }

        if (node.AsBoolean is not { } flag)
        {
            Fault(property, SpecMessages.Wants(SpecMessages.AFlag));
            return false;
        }

        return flag;
    }

    /// <summary>The texts of an array of at least one, each once; null if it is missing, or a fault.</summary>
    /// <param name="property">The property.</param>
    /// <param name="wanted">What the value must be, in words.</param>
    public IReadOnlyList<SpecNode>? Texts(string property, string wanted)
    {
        if (this[property] is not { } node)
        {
            return null;
        }

        if (node.Kind != JsonTokenType.StartArray || node.Items.Count == 0)
        {
            Fault(property, SpecMessages.Wants(wanted));
            return null;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var texts = new List<SpecNode>();
        foreach (var item in node.Items)
        {
            if (string.IsNullOrWhiteSpace(item.AsText))
            {
                _faults.Add(item.Offset, PathOf(property), SpecMessages.Wants(SpecMessages.AText));
            }
            else if (!seen.Add(item.Text))
            {
                _faults.Add(item.Offset, PathOf(property), SpecMessages.ValueIsRepeated(item.Text));
            }
            else
            {
                texts.Add(item);
            }
        }

        return texts;
    }
}
