namespace Chat.Auditing;

/// <summary>What admins and operators do: the closed list of the audit log. Names are stored, and never change their meaning.</summary>
public static class AuditActions
{
    public const string TeamsCreate = "teams.create";
    public const string UsersCreate = "users.create";
    public const string UsersChange = "users.change";
    public const string UsersDeactivate = "users.deactivate";
    public const string UsersReactivate = "users.reactivate";
    public const string TokensIssue = "tokens.issue";
    public const string TokensRevoke = "tokens.revoke";
    public const string InvitationsCreate = "invitations.create";
    public const string PreviewsChange = "previews.change";
    public const string RetentionChange = "retention.change";
    public const string ImportsCreate = "imports.create";
    public const string ExportsCreate = "exports.create";
    public const string ExportsDownload = "exports.download";
    public const string JobsCancel = "jobs.cancel";
    public const string JobsRerun = "jobs.rerun";
    public const string MovesStart = "moves.start";
    public const string MovesCancel = "moves.cancel";
    public const string ShardsChange = "shards.change";
    public const string ShardsRemove = "shards.remove";
    public const string ShardsSplit = "shards.split";
    public const string PairsTakeOver = "pairs.take_over";
    public const string PairsRejoin = "pairs.rejoin";
    public const string PairsFailBack = "pairs.fail_back";
    public const string ComparisonsStart = "comparisons.start";
    public const string ComparisonsCancel = "comparisons.cancel";
    public const string OperatorSignIn = "operator.sign_in";
    public const string OperatorSignOut = "operator.sign_out";

    public static IReadOnlyList<string> All { get; } =
    [
        TeamsCreate, UsersCreate, UsersChange, UsersDeactivate, UsersReactivate, TokensIssue, TokensRevoke, InvitationsCreate, PreviewsChange, RetentionChange, ImportsCreate,
        ExportsCreate, ExportsDownload, JobsCancel, JobsRerun, MovesStart, MovesCancel, ShardsChange, ShardsRemove, ShardsSplit, PairsTakeOver, PairsRejoin,
        PairsFailBack, ComparisonsStart, ComparisonsCancel, OperatorSignIn, OperatorSignOut,
    ];
}
