using Chat.Auditing;
using Chat.Channels;
using Chat.Clustering;
using Chat.Jobs;
using Chat.Retention;
using Chat.Search;
using Chat.Sharding;
using Chat.Teams;
using Chat.Transfer;
using Chat.Unfurling;
using Chat.Users;

namespace Chat.Resilience;

/// <summary>Grains by their ids, so that no key is built at the edge.</summary>
public sealed class ChatGrains(IGrainFactory factory)
{
    /// <summary>
    /// Stateless workers are the same under any key, and a key decides which silo a call enters by: each call takes another than the one before, a
    /// repetition too.
    /// </summary>
    private const uint WorkerKeys = 64;

    private uint turn;

    public ITeamDirectoryGrain Directory => factory.GetGrain<ITeamDirectoryGrain>(NextWorker());

    public IShardDirectoryGrain Shards => factory.GetGrain<IShardDirectoryGrain>(NextWorker());

    public IShardBalancerGrain Balancer => factory.GetGrain<IShardBalancerGrain>(0);

    public IShardControllerGrain Pair(string shard) => factory.GetGrain<IShardControllerGrain>(shard);

    public IShardComparisonGrain Comparison(string shard) => factory.GetGrain<IShardComparisonGrain>(shard);

    public IUnfurlSettingsGrain UnfurlSettings(TeamId team) => factory.GetGrain<IUnfurlSettingsGrain>(GrainKeys.For(team));

    public IWelcomeGrain Welcome => factory.GetGrain<IWelcomeGrain>(NextWorker());

    public IAuditGrain Audit => factory.GetGrain<IAuditGrain>(NextWorker());

    public IRetentionGrain Retention => factory.GetGrain<IRetentionGrain>(NextWorker());

    public IJobDirectoryGrain AllJobs => factory.GetGrain<IJobDirectoryGrain>(NextWorker());

    public IJobsGrain Jobs(TeamId team) => factory.GetGrain<IJobsGrain>(GrainKeys.For(team));

    public ITeamMoveGrain Move(TeamId team) => factory.GetGrain<ITeamMoveGrain>(GrainKeys.For(team));

    public IImportGrain Import(JobId job) => factory.GetGrain<IImportGrain>(GrainKeys.For(job));

    public ITeamGrain Team(TeamId team) => factory.GetGrain<ITeamGrain>(GrainKeys.For(team));

    public IRosterGrain Roster(TeamId team) => factory.GetGrain<IRosterGrain>(GrainKeys.For(team));

    public IInvitationGrain Invitations(TeamId team) => factory.GetGrain<IInvitationGrain>(GrainKeys.For(team));

    public IPreviewGrain Preview(Uri address) => factory.GetGrain<IPreviewGrain>(GrainKeys.ForPreview(PageAddress.Normalise(address)));

    public IChannelIndexGrain Channels(TeamId team) => factory.GetGrain<IChannelIndexGrain>(GrainKeys.For(team));

    public IChannelGrain Channel(TeamId team, ChannelId channel) => factory.GetGrain<IChannelGrain>(GrainKeys.For(team, channel));

    public IUserGrain User(TeamId team, UserId user) => factory.GetGrain<IUserGrain>(GrainKeys.For(team, user));

    public ISearchGrain Search(TeamId team) => factory.GetGrain<ISearchGrain>(GrainKeys.For(team));

    public IExportGrain Export(JobId job) => factory.GetGrain<IExportGrain>(GrainKeys.For(job));

    private long NextWorker() => Interlocked.Increment(ref turn) % WorkerKeys;
}
