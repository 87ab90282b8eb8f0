using System.Text.RegularExpressions;
using TokenRotation.Text;

namespace TokenRotation.Tests.Text;

public sealed class NameNoteTests
{
    private static readonly Regex Grammar = new(
        @"\G\[dtr (?:"
        + @"(?<Kind>pending) (?<Operation>[A-Za-z0-9]{4,32}) of (?<Id>[^\s\[\]]{1,64}) @(?<Place>[a-z0-9]{5}|-)"
        + @"|(?<Kind>superseded) (?:(?<At>[0-9]{8}T[0-9]{6}Z)|\?)(?:\+(?<Span>[0-9]{1,8}[dhms]))?(?<Use>u)?"
        + @" by (?<Id>[^\s\[\]]{1,64})"
        + @"|(?<Kind>revoked) (?:(?<At>[0-9]{8}T[0-9]{6}Z)|\?)(?:\+(?<Span>[0-9]{1,8}[dhms]))?"
        + @"(?: by (?<Id>[^\s\[\]]{1,64})| of (?<Origin>[^\s\[\]]{1,64}))?"
        + @"|of (?<Line>[^\s\[\]]{1,64}) (?<Operation>[A-Za-z0-9]{4,32}) @(?<Place>[a-z0-9]{5}|-) "
        + @"\+(?<Span>[0-9]{1,8}[dhms])(?<Use>u)?\+(?<Grace>[0-9]{1,8}[dhms]) "
        + @"until (?<Until>[0-9]{8}(?:T[0-9]{6}Z)?|never)(?: lease (?<Lease>[0-9]{1,8}[dhms]))?"
        + @"(?: for (?<Life>[0-9]{1,8}[dhms]))?"
        + @")\]\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static readonly string[] Written =
    [
        "[dtr pending ABCD2345 of dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX @abc23]",
        "[dtr pending abcd of new.ABCDEF012345 @-]",
        "[dtr superseded 20260302T080000Z+2hu by dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX]",
        "[dtr superseded 20260302T080000Z by 5a6b]",
        "[dtr superseded 20260302T080000Zu by 5a6b]",
        "[dtr superseded ?+2hu by 5a6b]",
        "[dtr revoked 20260302T080000Z+7d by dt0c01.ABCDEFGHIJKLMNOPQRSTUVWX]",
        "[dtr revoked ? by x]",
        "[dtr revoked ?+90m of x]",
        "[dtr revoked 20260302T080000Z]",
        "[dtr of ABCD2345 OPER0001 @abc23 +2hu+7d until 20270302]",
        "[dtr of dt0s16.ABCD2345 OPER0001 @- +0d+0d until 20270302T080000Z lease 90m]",
        "[dtr of ABCD2345 OPER0001 @- +12345678s+1d until never]",
        "[dtr of ABCD2345 OPER0001 @- +0d+7d until never for 90d]",
        "[dtr of ABCD2345 OPER0001 @- +0d+7d until 20270302 lease 25h for 3660d]",
    ];

    private static readonly string[] Pieces =
    [
        " ", "+", "u", "?", "T", "Z", "@", "-", "[", "]", "d", "x", "X", "0", "12345678", "T080000Z", " by ", " of ", " until ",
        " lease ", " for ", "never", "pending ", "revoked ", "superseded ", "of ", "\u00A0", "\n", "\u0663", "\u00e9", "\ud83d",
    ];

    [Fact]
    public void EveryForm_IsRead() => Assert.All(Written, note =>
    {
        Assert.NotNull(TokenName.NoteOf("base " + note));
        AssertReadAsTheGrammarSays("base " + note);
    });

    [Fact]
    public void WhatIsAlmostANote_IsReadAsTheGrammarSays()
    {
        var random = new Random(4711);
        for (var i = 0; i < 200_000; i++)
        {
            var note = Written[random.Next(Written.Length)];
            for (var edits = random.Next(1, 3); edits > 0; edits--)
            {
                var at = random.Next(note.Length + 1);
                var cut = random.Next(2) == 0 ? 0 : Math.Min(random.Next(1, 9), note.Length - at);
                var piece = random.Next(3) == 0 ? string.Empty : Pieces[random.Next(Pieces.Length)];
                note = note[..at] + piece + note[(at + cut)..];
            }

            AssertReadAsTheGrammarSays("a name " + note);
        }
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void AnIdHasRoom(int length, bool isRead) =>
        Assert.Equal(isRead, TokenName.NoteOf($"[dtr revoked ? by {new string('i', length)}]") is not null);

    private static void AssertReadAsTheGrammarSays(string name)
    {
        var at = name.LastIndexOf('[');
        var match = at < 0 ? Match.Empty : Grammar.Match(name, at);
        var note = TokenName.NoteOf(name);
        Assert.True(match.Success == note is not null, name);
        if (note is null)
        {
            return;
        }

        Assert.Equal(match.Index, note.Start);
        Assert.Equal(match.Groups["Use"].Success, note.Use);
        foreach (var (part, value) in new[]
        {
            ("Kind", note.Kind), ("Operation", note.Operation), ("Id", note.Id), ("Origin", note.Origin), ("Line", note.Line),
            ("Place", note.Place), ("At", note.At), ("Span", note.Span), ("Grace", note.Grace), ("Until", note.Until),
            ("Lease", note.Lease), ("Life", note.Life),
        })
        {
            Assert.True(value == (match.Groups[part].Success ? match.Groups[part].Value : null), $"{part} of {name}");
        }
    }
}
