using Chat.Channels;
using Chat.Sharding;
using Chat.Teams;
using Chat.Users;

namespace Chat.Resilience;

/// <summary>Grains by their ids, so that no key is built at the edge.</summary>
public sealed class ChatGrains(IGrainFactory factory)
{
    public ITeamDirectoryGrain Directory => factory.GetGrain<ITeamDirectoryGrain>(0);

    public IShardDirectoryGrain Shards => factory.GetGrain<IShardDirectoryGrain>(0);

    public ITeamGrain Team(TeamId team) => factory.GetGrain<ITeamGrain>(GrainKeys.For(team));

    public IRosterGrain Roster(TeamId team) => factory.GetGrain<IRosterGrain>(GrainKeys.For(team));

    public IChannelIndexGrain Channels(TeamId team) => factory.GetGrain<IChannelIndexGrain>(GrainKeys.For(team));

    public IChannelGrain Channel(TeamId team, ChannelId channel) => factory.GetGrain<IChannelGrain>(GrainKeys.For(team, channel));

    public IUserGrain User(TeamId team, UserId user) => factory.GetGrain<IUserGrain>(GrainKeys.For(team, user));
}
