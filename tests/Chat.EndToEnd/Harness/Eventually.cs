using System.Diagnostics;

namespace Chat.EndToEnd.Harness;

/// <summary>Bounded waiting that says what it waited for.</summary>
public static class Eventually
{
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(20);

    public static async Task<T> Within<T>(this Task<T> task, TimeSpan bound, string what)
    {
        try
        {
            return await task.WaitAsync(bound);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {bound.TotalSeconds:0.#} s in vain for {what}.");
        }
    }

    public static async Task Within(this Task task, TimeSpan bound, string what)
    {
        try
        {
            await task.WaitAsync(bound);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {bound.TotalSeconds:0.#} s in vain for {what}.");
        }
    }

    /// <summary>Asks again every 50 ms until the answer is true. For states that nothing announces.</summary>
    public static async Task True(Func<Task<bool>> ask, TimeSpan bound, string what)
    {
        var since = Stopwatch.StartNew();
        while (!await ask())
        {
            if (since.Elapsed > bound)
                throw new TimeoutException($"Waited {bound.TotalSeconds:0.#} s in vain for {what}.");
            await Task.Delay(50);
        }
    }
}
