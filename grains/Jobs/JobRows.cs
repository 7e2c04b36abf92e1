using Chat.Sharding;

namespace Chat.Jobs;

/// <summary>Writes jobs. A job that is not under way any more loses its lease in the same transaction.</summary>
internal static class JobRows
{
    public static readonly TableShape Jobs = new(
        "jobs", ["team_id", "job_id"],
        [
            "kind", "state", "subject", "payload", "attempts", "not_before", "done", "total", "unit", "rate", "checkpoint", "error", "report", "created", "ended", "version",
        ]);

    private const string OneJob = "WHERE team_id = @p0 AND job_id = @p1";

    private const string Witness = $"SELECT 1 FROM jobs {OneJob}";

    public static void Register(RowPlanners planners)
    {
        planners.Add<JobInsert>(Insert);
        planners.Add<JobPut>(Put);
        planners.Add<JobDelete>(Delete);
    }

    private static void Insert(WritePlan plan, RowPlace place, JobInsert row)
    {
        plan.Append(Jobs, Values(place, row.Job));
        plan.WitnessRow(Witness, place.Team.Number, row.Job.Id.Number);
    }

    private static void Put(WritePlan plan, RowPlace place, JobPut row)
    {
        plan.Run(new UpsertRow(Jobs, Values(place, row.Job)));
        if (row.Job.State != JobState.Running)
            Release(plan, place, row.Job.Id);
    }

    private static void Delete(WritePlan plan, RowPlace place, JobDelete row)
    {
        plan.Run(new SqlRow($"DELETE FROM jobs {OneJob}", place.Team.Number, row.Id.Number));
        Release(plan, place, row.Id);
    }

    private static void Release(WritePlan plan, RowPlace place, JobId id) =>
        plan.Run(new SqlRow($"DELETE FROM job_leases {OneJob}", place.Team.Number, id.Number));

    private static object?[] Values(RowPlace place, StoredJob job) =>
    [
        place.Team.Number, job.Id.Number, job.Kind, (int)job.State, job.Subject is { } subject ? place.Resolve(subject).Micros : null, job.Payload,
        job.Attempts, job.NotBefore, job.Progress?.Done, job.Progress?.Total, job.Progress?.Unit, job.Progress?.Rate, job.Checkpoint, job.Error, job.Report, job.Created, job.Ended, place.Step.Micros,
    ];
}
