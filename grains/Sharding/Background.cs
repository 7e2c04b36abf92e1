namespace Chat.Sharding;

internal static class Background
{
    /// <summary>
    /// Runs <paramref name="work"/> on the thread pool, away from the grain whose call happens to start it, and without that call's context: a loop that
    /// serves everybody must not carry one caller's trace and request values for ever.
    /// </summary>
    public static Task Start(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return OnPool(work);
        using (ExecutionContext.SuppressFlow())
            return OnPool(work);
    }

    private static Task OnPool(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
}
