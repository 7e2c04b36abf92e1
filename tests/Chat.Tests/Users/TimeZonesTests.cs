using System.Text.Json;
using Chat.Users;
using Xunit;

namespace Chat.Tests.Users;

public sealed class TimeZonesTests
{
    private static readonly DateTimeOffset Winter = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero), Summer = new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Europe/Berlin", "CET", 3600, "CEST", 7200)]
    [InlineData("America/New_York", "EST", -18000, "EDT", -14400)]
    [InlineData("Asia/Kolkata", "IST", 19800, "IST", 19800)]
    public void A_zone_is_told_as_of_now(string name, string inWinter, int winter, string inSummer, int summer)
    {
        Assert.Equal((name, inWinter, winter), Told(name, Winter));
        Assert.Equal((name, inSummer, summer), Told(name, Summer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Nowhere/Town")]
    public void Of_a_zone_that_is_not_known_nothing_is_told(string name) => Assert.Equal("{}", Written(name, Winter));

    [Fact]
    public void A_day_begins_when_it_is_midnight_there_also_where_the_clock_jumps()
    {
        Assert.Equal(new DateTimeOffset(2026, 3, 28, 23, 0, 0, TimeSpan.Zero), TimeZones.Start("Europe/Berlin", new DateOnly(2026, 3, 29)));
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 22, 0, 0, TimeSpan.Zero), TimeZones.Start("Europe/Berlin", new DateOnly(2026, 3, 30)));
        // There was no midnight there that day: it was one o'clock at once.
        Assert.Equal(new DateTimeOffset(2026, 4, 23, 22, 0, 0, TimeSpan.Zero), TimeZones.Start("Africa/Cairo", new DateOnly(2026, 4, 24)));
        Assert.Equal(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero), TimeZones.Start("", new DateOnly(2026, 7, 1)));
    }

    private static (string? Zone, string? Label, int Offset) Told(string name, DateTimeOffset now)
    {
        using var json = JsonDocument.Parse(Written(name, now));
        var root = json.RootElement;
        return (root.GetProperty("tz").GetString(), root.GetProperty("tz_label").GetString(), root.GetProperty("tz_offset").GetInt32());
    }

    private static string Written(string name, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            TimeZones.Write(json, name, now);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
