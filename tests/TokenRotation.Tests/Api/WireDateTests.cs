using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using TokenRotation.Api;

namespace TokenRotation.Tests.Api;

public class WireDateTests
{
    [Theory]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59.0000000Z")]
    [InlineData("2024-02-29T23:59:59.1Z", "2024-02-29T23:59:59.1000000Z")]
    [InlineData("2024-02-29T23:59:59.000Z", "2024-02-29T23:59:59.0000000Z")]
    [InlineData("2024-02-29T23:59:59.1234567Z", "2024-02-29T23:59:59.1234567Z")]
    [InlineData("2024-02-29T23:59:59.123+01:00", "2024-02-29T22:59:59.1230000Z")]
    [InlineData("2024-02-29T23:59:59", "2024-02-29T23:59:59.0000000Z")]
    [InlineData("2023-02-29T00:00:00Z", null)]
    [InlineData("2024-13-01T00:00:00Z", null)]
    [InlineData("2024-01-01T24:00:01Z", null)]
    [InlineData("2024-01-01T00:00:00.xyzZ", null)]
    [InlineData("2024-01-01T00:00:00.Z", null)]
    [InlineData("9999999999999999999", null)]
    [InlineData("", null)]
    public void Dates_are_read_or_left_out(string text, string? expected) =>
        Assert.Equal(expected, Read(text)?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    [Property]
    public bool Every_date_is_read_as_it_was_written(DateTimeOffset date)
    {
        var milliseconds = date.ToUnixTimeMilliseconds();
        return Read(WireDate.Write(date))?.ToUnixTimeMilliseconds() == milliseconds;
    }

    private static DateTimeOffset? Read(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(text)));
        reader.Read();
        return WireDate.Read(ref reader);
    }
}
