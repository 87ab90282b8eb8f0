using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using TokenRotation.Api.Wire;

namespace TokenRotation.Tests.Api.Wire;

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
    [InlineData("2024-02-29T23:59:59.123+0100", "2024-02-29T22:59:59.1230000Z")]
    [InlineData("-1000", "1969-12-31T23:59:59.0000000Z")]
    [InlineData("2024x02-29T23:59:59Z", null)]
    [InlineData("2024-02x29T23:59:59Z", null)]
    [InlineData("2024-02-29x23:59:59Z", null)]
    [InlineData("2024-02-29T23x59:59Z", null)]
    [InlineData("2024-02-29T23:59x59Z", null)]
    [InlineData("2024-02-29T23:59:59X", null)]
    [InlineData("2024-02-29T23:59:59x1Z", null)]
    [InlineData("0000-01-01T00:00:00Z", null)]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("2024-00-01T00:00:00Z", null)]
    [InlineData("2024-12-31T23:00:59Z", "2024-12-31T23:00:59.0000000Z")]
    [InlineData("2024-01-00T00:00:00Z", null)]
    [InlineData("2024-01-01T24:00:00Z", null)]
    [InlineData("2024-01-01T00:60:00Z", null)]
    [InlineData("2024-01-01T00:00:60Z", null)]
    [InlineData("2024-01-01Tx0:00:00Z", null)]
    [InlineData("2024-01-01T00:x0:00Z", null)]
    [InlineData("2024-01-01T00:00:0/Z", null)]
    [InlineData("2024-01-01T00:00:0:Z", null)]
    [InlineData("2024-01-01T00:00:09.9Z", "2024-01-01T00:00:09.9000000Z")]
    public void Dates_are_read_or_left_out(string text, string? expected) =>
        Assert.Equal(expected, Read(text)?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    [Fact]
    public void Milliseconds_are_a_date_as_far_as_the_calendar_goes()
    {
        var (first, last) = (DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());

        Assert.Equal(first, WireDate.FromMilliseconds(first)?.ToUnixTimeMilliseconds());
        Assert.Equal(last, WireDate.FromMilliseconds(last)?.ToUnixTimeMilliseconds());
        Assert.Null(WireDate.FromMilliseconds(first - 1));
        Assert.Null(WireDate.FromMilliseconds(last + 1));
    }

    [Property]
    public bool Every_date_is_read_as_it_was_written(DateTimeOffset date)
    {
        var milliseconds = date.ToUnixTimeMilliseconds();
        return Read(WireDate.Write(date))?.ToUnixTimeMilliseconds() == milliseconds;
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("2024-01-31T00:00:00.000Z")]
    [InlineData("2024-02-29T09:09:09.1234567Z")]
    [InlineData("2024-12-31T23:59:59.1Z")]
    [InlineData("2024-12-01T23:59:59.9999999Z")]
    [InlineData("2024-04-30T10:20:30Z")]
    public void A_date_as_the_server_writes_it_is_read_from_its_bytes(string text)
    {
        var json = Encoding.UTF8.GetBytes($"\"{text}\"");
        _ = ReadBytes(json);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var date = ReadBytes(json);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture), date);
    }

    [Theory]
    [InlineData("1735689600000", true)]
    [InlineData("1.5", false)]
    [InlineData("true", false)]
    [InlineData("{\"a\":[1]}", false)]
    public void A_number_is_milliseconds_and_any_other_value_is_no_date(string json, bool isDate) =>
        Assert.Equal(isDate, ReadBytes(Encoding.UTF8.GetBytes(json)) is not null);

    private static DateTimeOffset? ReadBytes(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return WireDate.Read(ref reader);
    }

    private static DateTimeOffset? Read(string text) => ReadBytes(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(text)));
}
