namespace Chat.Sharding.Moving;

/// <summary>Finds what differs between the rows of two servers.</summary>
internal static class RowSums
{
    /// <summary>Keys of rows that have another checksum there, or are missing here or there.</summary>
    public static List<object[]> DifferentKeys(List<(object[] Key, long Sum)> here, List<(object[] Key, long Sum)> there)
    {
        var different = new List<object[]>();
        var sums = there.ToDictionary(static s => Text(s.Key), static s => s);
        foreach (var (key, sum) in here)
        {
            if (!sums.Remove(Text(key), out var other) || other.Sum != sum)
                different.Add(key);
        }
        different.AddRange(sums.Values.Select(static s => s.Key));
        return different;
    }

    /// <summary>A key or a row as one text, which is the same exactly if its values are.</summary>
    public static string Text(object?[] values) => string.Join('\0', values.Select(static v => v switch
    {
        null => "N",
        byte[] bytes => Convert.ToHexString(bytes),
        _ => Convert.ToString(v, System.Globalization.CultureInfo.InvariantCulture),
    }));
}
