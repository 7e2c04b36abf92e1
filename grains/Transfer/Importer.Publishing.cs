using Chat.Channels;
using Chat.Errors;
using Chat.Teams;
using Chat.Users;

namespace Chat.Transfer;

/// <summary>
/// How what was written comes to be seen: users, then channels with their members, some at a time; then everybody who keeps something of the team in memory
/// is told to read it anew.
/// </summary>
internal sealed partial class Importer
{
    private const int UsersAtOnce = 100;
    private const int ChannelsAtOnce = 10;
    private const int MembersAtOnce = 250;

    /// <summary>Names tried for one user or channel whose name somebody took since the plan was made.</summary>
    private const int MostNames = 50;

    private async Task<ImportCheckpoint> PublishAsync(Run run, ImportCheckpoint at)
    {
        await Reaching("publish");
        foreach (var channel in run.Plan.Channels.Where(static channel => channel.HasReplies && !channel.IsNew))
            await SummariseAsync(run, channel);
        await WriteUsersAsync(run);
        await Reaching("publish channels");
        await WriteChannelsAsync(run);
        await Reaching("published");
        try
        {
            return await TellAsync(run, at with { Step = ImportStep.Refresh });
        }
        catch (ImportUnwantedException)
        {
            // Too late: people see it.
            return at with { Step = ImportStep.Refresh };
        }
    }

    /// <summary>Tells grains and gateways, unless nothing was written that was not there.</summary>
    private async Task RefreshAsync(Run run)
    {
        await Reaching("refresh");
        var counts = run.Plan.Report.Imported;
        var isChanged = counts.Users > counts.UsersMatched || counts.UsersPlaceholder > 0 || run.Plan.Channels.Any(static channel => channel.IsNew);
        foreach (var channel in run.Plan.Channels.Where(static channel => !channel.IsNew && channel.Files.Count > 0))
        {
            var id = new ChannelId(channel.Id);
            if (!await store.HasWrittenAsync(run.Team, id, run.Plan.Stamp))
                continue;
            isChanged = true;
            await ReloadAsync(run.Team, id);
        }
        if (isChanged)
            await grains.GetGrain<ITeamGrain>(GrainKeys.For(run.Team)).StartAfresh();
    }

    private async Task WriteUsersAsync(Run run)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var batch = new List<User>();
        foreach (var file in UserMapper.Lists)
        {
            await foreach (var (_, json) in ItemsAsync(run, file))
            {
                if (json is not { } item || UserMapper.Read(item, run.Team, now) is not { } user || !seen.Add(user.Id.Value) || run.Plan.Users.ContainsKey(user.Id.Value))
                    continue;
                batch.Add(Planned(run.Plan, user));
                if (batch.Count >= UsersAtOnce)
                    await WriteUsersAsync(run, batch);
            }
        }
        foreach (var user in run.Plan.Placeholders)
        {
            batch.Add(UserMapper.Placeholder(user, run.Team, now));
            if (batch.Count >= UsersAtOnce)
                await WriteUsersAsync(run, batch);
        }
        await WriteUsersAsync(run, batch);
    }

    private static User Planned(ImportPlan plan, ExportedUser user) => user.User with
    {
        Name = plan.Names.GetValueOrDefault(user.Id.Value, user.Name),
        Profile = plan.WithoutEmail.Contains(user.Id.Value) ? user.User.Profile with { Email = "" } : user.User.Profile,
    };

    private async Task WriteUsersAsync(Run run, List<User> batch)
    {
        var users = batch.ToArray();
        batch.Clear();
        for (var n = 2; users.Length > 0; n++)
        {
            var missing = await store.WriteUsersAsync(run.Team, users, run.Plan.Stamp, run.Stop);
            if (n > MostNames)
                throw new ChatException(ErrorCodes.UsernameTaken, $"No name was found for user {users[0].Id}.");
            users = [.. users.Where(user => missing.Contains(user.Id.Value)).Select(user => user with { Name = $"{user.Name}-{n}", Profile = user.Profile with { Email = "" } })];
            foreach (var user in users)
                run.Plan.Report.Conflict(ConflictKind.UserRenamed, $"{user.Id} is named {user.Name} here, as somebody took its name or e-mail meanwhile");
        }
    }

    private async Task WriteChannelsAsync(Run run)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var planned = run.Plan.Channels.Where(static channel => channel.IsNew).ToDictionary(static channel => channel.Id, StringComparer.Ordinal);
        var batch = new List<(Channel Channel, bool IsSecond)>();
        var members = new List<ImportedMember>();
        foreach (var (file, _) in ChannelMapper.Lists)
        {
            await foreach (var (_, json) in ItemsAsync(run, file))
            {
                if (json is not { } item || ChannelMapper.Read(item) is not { } listed || !planned.Remove(listed.Id.Value, out var channel))
                    continue;
                await AddAsync(run, batch, members, channel, ChannelMapper.Map(listed, channel, run.Plan, run.Team, now), listed.Members);
            }
        }
        foreach (var channel in planned.Values)
            await AddAsync(run, batch, members, channel, ChannelMapper.Blank(channel, run.Plan, run.Team), channel.Members ?? []);
        await WriteAsync(run, batch, members);
    }

    private async Task AddAsync(
        Run run, List<(Channel Channel, bool IsSecond)> batch, List<ImportedMember> members, PlannedChannel planned, Channel channel, List<string> listed)
    {
        var joined = new Ts(Math.Max(1, channel.Created) * 1_000_000);
        // Zero in a row would be no time at all; this is "never".
        var read = new Ts(Math.Max(1, planned.LastTs));
        foreach (var user in ChannelMapper.MembersOf(listed, run.Plan))
        {
            members.Add(new ImportedMember(channel.Id, user, joined, read));
            if (members.Count < MembersAtOnce)
                continue;
            await store.WriteMembersAsync(run.Team, members, run.Plan.Stamp, run.Stop);
            members.Clear();
        }
        if (planned.Replaces is { } replaced && !await ReplaceAsync(run, new ChannelId(replaced), channel, read))
            channel = channel with { Name = $"{channel.Name}-2", IsGeneral = false };
        batch.Add((channel, planned.IsSecond));
        // What replaces another one is not kept waiting: the name is free for anybody.
        if (batch.Count >= ChannelsAtOnce || planned.Replaces is not null)
            await WriteAsync(run, batch, members);
    }

    /// <summary>
    /// A channel in which nothing was said gives way to its namesake, which takes its members. Its grain decides, since it knows what is being said.
    /// False: something was said meanwhile, and it stays.
    /// </summary>
    private async Task<bool> ReplaceAsync(Run run, ChannelId replaced, Channel by, Ts read)
    {
        var grain = grains.GetGrain<IChannelGrain>(GrainKeys.For(run.Team, replaced));
        try
        {
            if (!await grain.GiveWay($"replaced-{replaced.Value.ToLowerInvariant()}"))
            {
                run.Plan.Report.Conflict(ConflictKind.ChannelRenamed, $"{by.Id} is named {by.Name}-2 here, as something was said in {replaced} meanwhile");
                return false;
            }
        }
        catch (ChatException e) when (e.Code == ErrorCodes.ChannelNotFound)
        {
            // An attempt before this one was that far.
            return true;
        }
        ImportedMember[] members = [.. (await channels.MembersAsync(run.Team, replaced)).Select(member => new ImportedMember(by.Id, member.User, member.Joined, read))];
        foreach (var some in members.Chunk(MembersAtOnce))
            await store.WriteMembersAsync(run.Team, some, run.Plan.Stamp, run.Stop);
        await store.DeleteSilentAsync(run.Team, replaced, run.Stop);
        await grain.Reload();
        return true;
    }

    private async Task WriteAsync(Run run, List<(Channel Channel, bool IsSecond)> batch, List<ImportedMember> members)
    {
        var some = batch.ToArray();
        var of = members.ToArray();
        batch.Clear();
        members.Clear();
        for (var n = 2; some.Length > 0; n++)
        {
            var missing = await store.WriteChannelsAsync(run.Team, some, of, run.Plan.Stamp, run.Stop);
            if (n > MostNames)
                throw new ChatException(ErrorCodes.NameTaken, $"No name was found for channel {some[0].Channel.Id}.");
            some = [.. some.Where(c => missing.Contains(c.Channel.Id.Value)).Select(c => (c.Channel.IsDirect ? c.Channel : c.Channel with { Name = $"{c.Channel.Name}-{n}" }, true))];
            of = [];
            foreach (var (channel, _) in some)
                run.Plan.Report.Conflict(ConflictKind.ChannelRenamed, $"{channel.Id} is named {channel.Name} here, as somebody took its name or members meanwhile");
        }
    }

    private async Task ReloadAsync(TeamId team, ChannelId channel)
    {
        try
        {
            await grains.GetGrain<IChannelGrain>(GrainKeys.For(team, channel)).Reload();
        }
        catch (ChatException e) when (e.Code == ErrorCodes.ChannelNotFound)
        {
            // Then nobody has it in memory.
        }
    }
}
