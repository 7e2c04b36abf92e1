using Chat.Channels;
using Chat.Users;

namespace Chat.Transfer.Exporting;

/// <summary>Chooses the conversations of an export, and writes the files at its root: who there is and which conversations.</summary>
internal sealed class ExportLists(ExportStore store, UserStore users, TeamId team, ExportRequest request, DateTimeOffset now)
{
    private const int PageRows = 500;
    private const int PageMembers = 5_000;

    private readonly HashSet<string> _only = [.. request.Channels];

    /// <summary>The lists of what was asked for. Others are not there, also not as empty ones.</summary>
    private IEnumerable<(string File, ChannelKind Kind)> Lists =>
    [
        ("channels.json", ChannelKind.Public),
        .. request.IncludePrivate ? [("groups.json", ChannelKind.Private)] : (ReadOnlySpan<(string, ChannelKind)>)[],
        .. request.IncludeDirect ? [("dms.json", ChannelKind.Im), ("mpims.json", ChannelKind.Mpim)] : (ReadOnlySpan<(string, ChannelKind)>)[],
    ];

    /// <summary>The conversations, and their folders, in the order in which they are written.</summary>
    public async Task<List<PlannedFolder>> PlanAsync(CancellationToken stop)
    {
        var names = new FolderNames();
        var plan = new List<PlannedFolder>();
        foreach (var (_, kind) in Lists)
        {
            await foreach (var channel in ChannelsAsync(kind, stop))
            {
                if (_only.Count == 0 || _only.Contains(channel.Id.Value))
                    plan.Add(new PlannedFolder(channel.Id, names.Take(channel)));
            }
        }
        return plan;
    }

    /// <summary>Answers how many people there are.</summary>
    public async Task<int> WriteAsync(ArchiveArray array, IEnumerable<PlannedFolder> plan, CancellationToken stop)
    {
        var planned = plan.Select(static folder => folder.Channel).ToHashSet();
        var people = await WriteUsersAsync(array, stop);
        foreach (var (file, kind) in Lists)
        {
            array.Begin(file);
            await foreach (var channel in ChannelsAsync(kind, stop))
            {
                if (!planned.Contains(channel.Id))
                    continue;
                var members = channel.IsDirect ? [.. channel.DmMembers] : await MembersAsync(channel.Id, stop);
                await array.AddAsync((channel, members), ArchiveJson.Write, stop);
            }
            await array.EndAsync(stop);
        }
        // What apps were added and removed is not kept; importers look for the file.
        array.Begin("integration_logs.json");
        await array.EndAsync(stop);
        return people;
    }

    private async Task<int> WriteUsersAsync(ArchiveArray array, CancellationToken stop)
    {
        array.Begin("users.json");
        var count = 0;
        UserId? after = null;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var page = await users.ListAsync(team, after, PageRows);
            foreach (var user in page)
                await array.AddAsync(user, (json, user) => user.WriteTo(json, now), stop);
            count += page.Length;
            if (page.Length < PageRows)
                break;
            after = page[^1].Id;
        }
        await array.EndAsync(stop);
        return count;
    }

    private async IAsyncEnumerable<Channel> ChannelsAsync(ChannelKind kind, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        ChannelId? after = null;
        while (true)
        {
            var page = await store.ChannelsAsync(team, after, PageRows, stop);
            foreach (var channel in page.Where(channel => channel.Kind == kind))
                yield return channel;
            if (page.Count < PageRows)
                yield break;
            after = page[^1].Id;
        }
    }

    private async Task<List<UserId>> MembersAsync(ChannelId channel, CancellationToken stop)
    {
        var members = new List<UserId>();
        while (true)
        {
            var page = await store.MembersAsync(team, channel, members.Count == 0 ? null : members[^1], PageMembers, stop);
            members.AddRange(page);
            if (page.Count < PageMembers)
                return members;
        }
    }
}
