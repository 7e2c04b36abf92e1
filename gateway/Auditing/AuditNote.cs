using System.Text.Json.Nodes;
using Chat.Admin;

namespace Chat.Auditing;

/// <summary>What a request tells of itself for the audit log: from its address, and what its endpoint adds. Never bodies, passwords or tokens.</summary>
internal sealed class AuditNote
{
    private const int MaxSubject = 255;

    /// <summary>The values of addresses that name a subject, the nearest first.</summary>
    private static readonly string[] Subjects = ["user", "job", "shard", "team"];

    private static readonly object Key = new();

    private readonly JsonObject details = [];
    private string subject = "";

    public TeamId? Team { get; set; }

    /// <summary>The id of what is acted on.</summary>
    public string Subject
    {
        get => subject;
        set => subject = value.Length <= MaxSubject ? value : value[..MaxSubject];
    }

    public string? Details => details.Count == 0 ? null : details.ToJsonString();

    public static AuditNote Of(HttpContext http)
    {
        if (http.Items[Key] is AuditNote note)
            return note;
        note = new AuditNote();
        http.Items[Key] = note;
        return note;
    }

    /// <summary>What the address says. An admin's team is always its own, whatever the address says.</summary>
    public void Read(HttpContext http, AdminCaller? caller)
    {
        var values = http.Request.RouteValues;
        Subject = Subjects.Select(name => values.GetValueOrDefault(name) as string).FirstOrDefault(static value => value is not null) ?? "";
        if (values.GetValueOrDefault("key") is string key)
            Add("token", key);
        Team = caller?.Admin?.Team ?? TeamIn(values);
    }

    public AuditNote About(string id)
    {
        Subject = id;
        return this;
    }

    /// <summary>Null is left out.</summary>
    public AuditNote Add(string name, JsonNode? value)
    {
        if (value is not null)
            details[name] = value;
        return this;
    }

    private static TeamId? TeamIn(RouteValueDictionary values)
    {
        if (values.GetValueOrDefault("team") is string text && TeamId.TryParse(text, out var team))
            return team;
        return values.GetValueOrDefault("job") is string id && JobId.TryParse(id, out var job) ? job.Team : null;
    }
}
