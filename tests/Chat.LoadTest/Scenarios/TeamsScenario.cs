using System.CommandLine;
using Chat.LoadTest.Measure;

namespace Chat.LoadTest.Scenarios;

/// <summary>Many teams that talk at once, with typing and presence: the usual day, without its pauses.</summary>
internal static class TeamsScenario
{
    private static readonly Option<int> Teams = new("--teams") { Description = "Teams.", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Members = new("--members") { Description = "Members of each team, each with one session.", DefaultValueFactory = _ => 10 };
    private static readonly Option<double> Rate = new("--rate") { Description = "Messages a second, over all teams.", DefaultValueFactory = _ => 100 };
    private static readonly Option<bool> Closed = new("--closed") { Description = "Every member posts as soon as its last post is acked: finds the highest rate of acks." };
    private static readonly Option<double?> Typing = new("--typing") { Description = "Typing frames a second; as many as messages if not given." };
    private static readonly Option<double?> Presence = new("--presence") { Description = "Changes of presence a second; one for ten messages if not given." };

    public static Command Command() => Common.AddTo(
        new Command("teams", "Many teams talk at once, with typing and presence.") { Teams, Members, Rate, Closed, Typing, Presence }, Run);

    private static async Task<Report> Run(ParseResult options, Common common)
    {
        var rate = options.GetValue(Rate);
        var isClosed = options.GetValue(Closed);
        await using var gathering = new Gathering(common.Server, common.TextBytes);
        foreach (var team in await Target.World.Prepare(common.Server, options.GetValue(Teams), options.GetValue(Members)))
            gathering.AddRoom(team, options.GetValue(Members));
        await common.Connect(gathering);

        var talk = new Talk(gathering, common.Processes);
        if (!isClosed)
            await AddSignals(gathering, talk, options.GetValue(Typing) ?? rate, options.GetValue(Presence) ?? rate / 10);
        // By turns one of each team, so that neighbours in time are of different teams.
        var senders = Enumerable.Range(0, options.GetValue(Members)).SelectMany(n => gathering.Rooms.Select(r => r.Members[n])).ToArray();
        var report = new Report("teams", options, common);
        if (common.WarmUp > TimeSpan.Zero)
            await (isClosed ? talk.ClosedLoop(senders, common.WarmUp) : talk.OpenLoop(senders, rate, common.WarmUp));
        report.Add("measured", await (isClosed ? talk.ClosedLoop(senders, common.Time) : talk.OpenLoop(senders, rate, common.Time)));
        await report.AddChecks(gathering);
        return report;
    }

    private static async Task AddSignals(Gathering gathering, Talk talk, double typing, double presence)
    {
        await gathering.Loop.Tell(() => gathering.Members.ForEach(m => gathering.WatchPresence(m, m.Room.Members)));
        var typist = 0;
        if (typing > 0)
            talk.Beside.Add((typing, () => gathering.Type(gathering.Members[typist++ % gathering.Members.Count])));
        var mood = 0;
        if (presence > 0)
        {
            talk.Beside.Add((presence, () =>
            {
                var member = gathering.Members[mood / 2 % gathering.Members.Count];
                var wanted = mood++ % 2 == 0 ? "away" : "auto";
                gathering.Beside("users.setPresence", async () => await member.Api.CallRaw("users.setPresence", member.Account.Token, ("presence", wanted)));
            }));
        }
    }
}
