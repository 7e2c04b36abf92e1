namespace Chat.Sharding;

/// <summary>Keeps to a number of rows in a second.</summary>
internal sealed class Pace(TimeProvider time, int rowsPerSecond)
{
    private readonly long _began = time.GetTimestamp();
    private long _rows;

    public async Task AfterAsync(long rows, CancellationToken stop)
    {
        _rows += rows;
        var early = TimeSpan.FromSeconds((double)_rows / rowsPerSecond) - time.GetElapsedTime(_began);
        if (early > TimeSpan.FromMilliseconds(1))
            await Task.Delay(early, time, stop);
    }
}
