using System.Diagnostics;

namespace Chat.EndToEnd.Harness;

/// <summary>Bounded waiting that says what it waited for; as a function where that is to be told as of the end of the waiting (logs).</summary>
public static class Eventually
{
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(20);

    public static async Task<T> Within<T>(this Task<T> task, TimeSpan bound, Func<string> what)
    {
        try
        {
            return await task.WaitAsync(bound);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw InVain(bound, what());
        }
    }

    public static async Task Within(this Task task, TimeSpan bound, Func<string> what)
    {
        try
        {
            await task.WaitAsync(bound);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw InVain(bound, what());
        }
    }

    public static Task<T> Within<T>(this Task<T> task, TimeSpan bound, string what) => task.Within(bound, () => what);

    public static Task Within(this Task task, TimeSpan bound, string what) => task.Within(bound, () => what);

    /// <summary>Asks again every 50 ms until the answer is true. For states that nothing announces.</summary>
    public static async Task True(Func<Task<bool>> ask, TimeSpan bound, Func<string> what)
    {
        var since = Stopwatch.StartNew();
        while (!await ask())
        {
            if (since.Elapsed > bound)
                throw InVain(bound, what());
            await Task.Delay(50);
        }
    }

    public static Task True(Func<bool> ask, TimeSpan bound, Func<string> what) => True(() => Task.FromResult(ask()), bound, what);

    public static Task True(Func<bool> ask, TimeSpan bound, string what) => True(ask, bound, () => what);

    private static TimeoutException InVain(TimeSpan bound, string what) => new($"Waited {bound.TotalSeconds:0.#} s in vain for {what}.");
}
