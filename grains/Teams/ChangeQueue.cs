namespace Chat.Teams;

/// <summary>
/// A grain's changes on their way to the team's writer: they leave in the order in which they were added, one batch under way, whatever was
/// added meanwhile being the next. When a batch fails, all that wait fail with it. Runs on the grain's scheduler.
/// </summary>
internal sealed class ChangeQueue(Func<Change[], Task<ChangeResult[]>> publish, Action<Exception> failed)
{
    private readonly List<Pending> _pending = [];
    private Task _last = Task.CompletedTask;
    private bool _running;

    private sealed record Pending(Change Change, TaskCompletionSource<ChangeResult> Done);

    public Task<ChangeResult> Add(Change change)
    {
        var pending = new Pending(change, new TaskCompletionSource<ChangeResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        _pending.Add(pending);
        _last = pending.Done.Task;
        if (!_running)
        {
            _running = true;
            _ = Pump();
        }
        return pending.Done.Task;
    }

    /// <summary>Completes when all that was added before is settled, whatever is added after: a busy grain has no idle moment to wait for.</summary>
    public async Task Drain() =>
        await _last.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);

    private async Task Pump()
    {
        // Whoever came first began this loop; each change carries its own trace.
        System.Diagnostics.Activity.Current = null;
        while (_pending.Count > 0)
        {
            var batch = _pending.ToArray();
            _pending.Clear();
            try
            {
                var results = await publish([.. batch.Select(pending => pending.Change)]);
                for (var i = 0; i < batch.Length; i++)
                    batch[i].Done.SetResult(results[i]);
            }
            catch (Exception exception)
            {
                failed(exception);
                foreach (var pending in batch.Concat(_pending))
                    pending.Done.TrySetException(exception);
                _pending.Clear();
            }
        }
        _running = false;
    }
}
