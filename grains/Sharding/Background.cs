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

    /// <inheritdoc cref="Start(Func{Task})"/>
    public static async Task<T> Start<T>(Func<Task<T>> work)
    {
        T? result = default;
        await Start(async () => { result = await work(); });
        return result!;
    }

    private static Task OnPool(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
}
