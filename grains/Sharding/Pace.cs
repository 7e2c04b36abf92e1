namespace Chat.Sharding;

/// <summary>Keeps to a number of rows in a second. What was not used for more than a moment is not made up for: that would be a burst.</summary>
internal sealed class Pace(TimeProvider time, int rowsPerSecond)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private long _began = time.GetTimestamp();
    private long _rows;

    public async Task AfterAsync(long rows, CancellationToken stop)
    {
        _rows += rows;
        var early = TimeSpan.FromSeconds((double)_rows / rowsPerSecond) - time.GetElapsedTime(_began);
        if (early > TimeSpan.FromMilliseconds(1))
            await Task.Delay(early, time, stop);
        else if (early < -Moment)
            (_began, _rows) = (time.GetTimestamp(), 0);
    }
}
