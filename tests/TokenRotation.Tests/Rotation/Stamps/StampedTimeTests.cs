using System.Globalization;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Tests.Rotation.Stamps;

public sealed class StampedTimeTests
{
    [Fact]
    public void WhatDigitsStandFor_IsWhatTheFormatSays()
    {
        var random = new Random(815);
        for (var i = 0; i < 50_000; i++)
        {
            // Most of these are no moment.
            var (year, month, day) = (random.Next(10) * random.Next(300), random.Next(15), random.Next(34));
            var (hour, minute, second) = (random.Next(27), random.Next(65), random.Next(65));
            var written = FormattableString.Invariant($"{year:0000}{month:00}{day:00}T{hour:00}{minute:00}{second:00}Z");
            var isTime = DateTimeOffset.TryParseExact(
                written, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);

            Assert.Equal(isTime ? time : null, StampedTime.Read(written));
        }
    }

    [Fact]
    public void WhatIsWritten_IsReadAgain()
    {
        var time = new DateTimeOffset(2028, 2, 29, 23, 59, 59, TimeSpan.Zero);

        Assert.Equal("20280229T235959Z", StampedTime.Written(time.ToOffset(TimeSpan.FromHours(2))));
        Assert.Equal(time, StampedTime.Read("20280229T235959Z"));
    }
}
