using Chat.Errors;
using Chat.Resilience;

namespace Chat.Browsers;

/// <summary>Whether the server has no team yet, and people are to be led to their first one.</summary>
internal sealed class FirstRun(ChatGrains grains, GrainCalls calls)
{
    private volatile bool isOver;

    /// <summary>Teams are never removed: once there is one, nobody is asked any more. False when nobody can tell.</summary>
    public async Task<bool> IsNow(CancellationToken cancellationToken)
    {
        if (isOver)
            return false;
        try
        {
            isOver = (await calls.Read(() => grains.Directory.List(null, 1), cancellationToken)).Length > 0;
            return !isOver;
        }
        catch (ChatException e) when (e.Code == ErrorCodes.ServiceUnavailable)
        {
            return false;
        }
    }

    /// <summary>A team was seen.</summary>
    public void IsOver() => isOver = true;
}
