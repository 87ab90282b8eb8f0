using System.Text.RegularExpressions;

namespace TokenRotation.Sandbox.Http;

/// <summary>
/// The rules in force, with their counting. Of all rules that strike at one request, the delays add up and the first other
/// effect decides the answer. Needs no server: a simulation can ask it as well. Safe for concurrent use.
/// </summary>
/// <param name="seed">Makes the probabilities' dice reproducible.</param>
public sealed class FaultRules(int? seed = null)
{
    private readonly Lock _gate = new();
    private readonly Random _dice = seed is { } value ? new Random(value) : new Random();
    private List<Counted> _rules = [];

    /// <summary>Adds rules behind those in force.</summary>
    /// <exception cref="ArgumentException">A rule says what cannot be; none is added.</exception>
    public void Add(params IEnumerable<FaultRule> rules)
    {
        var counted = rules.Select(rule => new Counted(rule)).ToList();
        lock (_gate)
        {
            _rules.AddRange(counted);
        }
    }

    /// <summary>Lifts all rules.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules = [];
        }
    }

    /// <summary>The rules that strike at this request; asking counts.</summary>
    public IReadOnlyList<FaultRule> Strike(string method, string path)
    {
        lock (_gate)
        {
            if (_rules.Count == 0)
            {
                return [];
            }

            var struck = new List<FaultRule>();
            foreach (var rule in _rules)
            {
                if (rule.Strikes(method, path, _dice))
                {
                    struck.Add(rule.Rule);
                    if (rule.Rule.Effect != FaultEffect.Delay)
                    {
                        break;
                    }
                }
            }

            return struck;
        }
    }

    private sealed class Counted
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

        private readonly Regex? _path;
        private int _skip;
        private int _left;

        public Counted(FaultRule rule)
        {
            ArgumentNullException.ThrowIfNull(rule);
            if (rule.Effect == FaultEffect.None)
            {
                throw new ArgumentException(
                    "A fault needs an effect: status, dropBefore, dropAfter, delay, html, malformed, emptyBody or errorArray.");
            }

            if (rule.Probability is not (null or (>= 0 and <= 1))
                || rule.Nth < 1
                || rule.Skip < 0
                || rule.Count < 1
                || rule.Delay < 0)
            {
                throw new ArgumentException(
                    "A fault's probability is 0 to 1, its nth and count are 1 or more, its skip and delay 0 or more.");
            }

            if (rule.Status is not (null or (>= 200 and <= 599)))
            {
                throw new ArgumentException("A fault's status is 200 to 599.");
            }

            Rule = rule;
            _path = rule.Path is null ? null : new Regex(rule.Path, RegexOptions.CultureInvariant, Patience);
            _skip = rule.Nth is { } nth ? nth - 1 : rule.Skip;
            _left = rule.Nth is not null ? 1 : rule.Count ?? int.MaxValue;
        }

        public FaultRule Rule { get; }

        public bool Strikes(string method, string path, Random dice)
        {
            if (_left == 0
                || (Rule.Method is not null && !Rule.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
                || _path?.IsMatch(path) == false)
            {
                return false;
            }

            if (_skip > 0)
            {
                _skip--;
                return false;
            }

            if (Rule.Probability is { } probability && dice.NextDouble() >= probability)
            {
                return false;
            }

            _left -= _left == int.MaxValue ? 0 : 1;
            return true;
        }
    }
}
