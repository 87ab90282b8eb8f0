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
            var written = FormattableString.Invariant(
                $"{random.Next(10) * random.Next(300):0000}{random.Next(15):00}{random.Next(34):00}"
                    + $"T{random.Next(27):00}{random.Next(65):00}{random.Next(65):00}Z");
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
