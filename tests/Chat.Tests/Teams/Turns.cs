namespace Chat.Tests.Teams;

/// <summary>Runs a test as a grain runs: one turn at a time, continuations in their order.</summary>
internal static class Turns
{
    public static Task Run(Func<Task> test) => Task.Factory.StartNew(
        test, CancellationToken.None, TaskCreationOptions.DenyChildAttach, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    /// <summary>Lets what is queued, and what follows from it, run.</summary>
    public static async Task Settle()
    {
        for (var i = 0; i < 20; i++)
            await Task.Yield();
    }
}
