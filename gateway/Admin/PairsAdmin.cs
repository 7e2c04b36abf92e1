using System.ComponentModel;
using Chat.Auditing;
using Chat.Sharding;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Admin;

/// <summary>/admin/shards/{shard}/pair: the two masters of a shard. All of it is the operator's.</summary>
internal static class PairsAdmin
{
    /// <summary>Bound of a call to the controller while it works: a returning server may have days to catch up with.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);

    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/shards/{shard}/pair", Get)
            .WithName("getPair").WithSummary("How the two servers of a shard stand to each other, and who serves whom. Operator only.")
            .Answers<PairBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound);
        admin.MapPost("/shards/{shard}/pair/takeover", TakeOver)
            .Audited(AuditActions.PairsTakeOver, isUrgent: true).WithName("takeOver").WithSummary("One server takes over all teams of the shard, the other being dead. Only while the pair is synced. Operator only.")
            .Answers<PairBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapPost("/shards/{shard}/pair/rejoin", Rejoin)
            .Audited(AuditActions.PairsRejoin, isUrgent: true).WithName("rejoin").WithSummary("The server that was given up, started anew, catches up and is in step again. Operator only.")
            .Answers<PairBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        admin.MapPost("/shards/{shard}/pair/failback", FailBack)
            .Audited(AuditActions.PairsFailBack, isUrgent: true).WithName("failBack").WithSummary("Each server has the teams again that prefer it; their writes wait for some milliseconds. Operator only.")
            .Answers<PairBody>(StatusCodes.Status200OK, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    private static Task<IResult> Get(string shard, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted) =>
        Answer(http, () => services.Calls.Read(services.Grains.Pair(shard).GetStatus, aborted));

    private static Task<IResult> TakeOver(
        string shard, HttpContext http, [FromServices] AdminServices services, [FromQuery, Description("A or B: the server that shall serve.")] string survivor,
        CancellationToken aborted)
    {
        AuditNote.Of(http).Add("survivor", survivor);
        return Answer(http, () => Command(() => services.Grains.Pair(shard).TakeOver(survivor), aborted));
    }

    private static Task<IResult> Rejoin(string shard, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted) =>
        Answer(http, () => Command(services.Grains.Pair(shard).Rejoin, aborted));

    private static Task<IResult> FailBack(string shard, HttpContext http, [FromServices] AdminServices services, CancellationToken aborted) =>
        Answer(http, () => Command(services.Grains.Pair(shard).FailBack, aborted));

    /// <summary>Not made again: the controller goes on with it, and its status tells how far it is.</summary>
    private static async Task<PairStatus> Command(Func<Task<PairStatus>> command, CancellationToken aborted)
    {
        try
        {
            return await command().WaitAsync(Patience, aborted);
        }
        catch (TimeoutException)
        {
            throw new Errors.ChatException(
                Errors.ErrorCodes.ServiceUnavailable, "It is under way and takes longer than a request may. GET the pair to see when it is done.");
        }
    }

    private static async Task<IResult> Answer(HttpContext http, Func<Task<PairStatus>> ask)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(http));
        return TypedResults.Json(PairBody.Of(await ask()), AdminJson.Default.PairBody);
    }
}
