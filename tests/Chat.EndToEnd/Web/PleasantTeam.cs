using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Chat.EndToEnd.Harness;
using Chat.EndToEnd.Transfer;

namespace Chat.EndToEnd.Web;

/// <summary>A team that is nice to look at: a workshop that mends old things, with what was said there yesterday and today.</summary>
internal sealed record PleasantTeam(TestTeam Team, string Workshop, string Root)
{
    private static readonly (string Name, string Shown, string Title)[] People =
    [
        ("ada", "Ada Lindqvist", "Clocks"), ("ben", "Ben Okafor", "Radios"), ("carla", "Carla Moretti", "Front desk"), ("dev", "Dev Raman", "Bicycles"), ("emi", "Emi Sato", "Ceramics"),
    ];

    private static readonly (string Channel, string Purpose)[] Channels =
        [("announcements", "What everybody should know"), ("bicycles", ""), ("kitchen", "Who cooks?"), ("radios", ""), ("workshop", "What is on the benches")];

    /// <summary>Minutes before now, who, what; an answer begins with →, which is to the last that does not.</summary>
    private static readonly (int Ago, string Who, string Text, string Reactions)[] Said =
    [
        (1510, "carla", "Good morning! Eleven people came in yesterday, *nine* went home with something that works again :tada:", "tada:4 heart:2"),
        (1490, "dev", "The blue tandem is done. It only needed a chain, two cables and an afternoon.", "bike:3"),
        (1485, "emi", "The bowl with the gold seams is dry. I did not expect it to be the prettiest thing in the room.", "heart_eyes:4"),
        (212, "ben", "Who knows this valve? It glows, it hums, it does nothing else:\n```\nEF80  6.3 V  0.3 A   pins 4,5 heater\n                     pin 7 anode: 171 V, should be 200\n```", "eyes:2"),
        (207, "ada", "→The anode is low. I would look at the resistor before it: they drift upwards with age.", ""),
        (205, "ben", "→It says 47k and measures *82k*. You are right.", "bulb:2"),
        (198, "ada", "→There is a drawer of them, second from the top. Take two, the other one will not be any younger :smile:", "joy:3"),
        (190, "ben", "→It plays! Long wave, and somebody is reading the shipping forecast.", "radio:3 tada:2"),
        (96, "carla", "Reminder for <!here>: the open evening is on Friday. What we still need:\n• somebody for the door until eight\n• two more soldering irons\n• a cake, or _several_", "raised_hand:2"),
        (93, "emi", "I bring a cake, and a second one for those who come late.", "cake:3 heart:2"),
        (41, "dev", "I wrote down how to true a wheel, for the wall: https://workshop.example/notes/wheels", ""),
        (12, "ada", "The grandfather clock from <#CWORK0004> runs since this morning, ten seconds slow a day. <@UPERSON03> you can call its family.", "hourglass:1 clap:4"),
        (9, "carla", "They are on their way already. With flowers, I am told.", "bouquet:3"),
    ];

    public static async Task<PleasantTeam> MakeAsync(SlackApi api)
    {
        var team = await TestTeam.CreateNamedAsync(api, "The Mending Room", [.. People.Select(p => p.Name)]);
        foreach (var (name, shown, title) in People)
            await api.Ok("users.profile.set", team[name].Token, ("profile", new JsonObject { ["real_name"] = shown, ["display_name"] = shown, ["title"] = title }));
        await api.Ok("users.profile.set", team["dev"].Token, ("profile", """{"status_text":"On a test ride","status_emoji":":bike:"}"""));
        var now = TimeProvider.System.GetUtcNow();
        await Imports.DoneAsync(api, team.Id, Export(now));
        var channels = (await api.Ok("conversations.list", team["ada"].Token, ("limit", 100)))["channels"]!.AsArray();
        var workshop = SlackApi.Text(channels.Single(c => SlackApi.Text(c, "name") == "workshop"), "id");
        await api.Ok("conversations.setTopic", team["ada"].Token, ("channel", workshop), ("topic", "Open evening: Friday, six o’clock"));
        await api.Ok("conversations.mark", team["ada"].Token, ("channel", workshop), ("ts", TsOf(now, Said.Length - 1)));
        await team.PostAsync("emi", SlackApi.Text(channels.Single(c => SlackApi.Text(c, "name") == "kitchen"), "id"), $"<@{team["ada"].Id}> is it your turn today?");
        await team.PostAsync("dev", await team.OpenDmAsync("dev", "ada"), "Do you have the small spanner?");
        await team.OpenDmAsync("ada", "carla");
        return new PleasantTeam(team, workshop, TsOf(now, 3));
    }

    private static byte[] Export(DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "users.json", People.Select((person, n) => (JsonNode)new JsonObject
            {
                ["id"] = UserId(n), ["name"] = person.Name, ["profile"] = new JsonObject { ["email"] = person.Name + "@example.org", ["real_name"] = person.Shown },
            }));
            Write(zip, "channels.json", Channels.Select((channel, n) => (JsonNode)new JsonObject
            {
                ["id"] = $"CWORK{n:0000}", ["name"] = channel.Channel, ["creator"] = UserId(0), ["purpose"] = new JsonObject { ["value"] = channel.Purpose },
                ["members"] = new JsonArray([.. People.Select((_, m) => (JsonNode)UserId(m))]),
            }));
            foreach (var day in Messages(now).GroupBy(m => m.At.UtcDateTime.Date))
                Write(zip, day.Key.ToString("'workshop/'yyyy-MM-dd'.json'", CultureInfo.InvariantCulture), day.Select(m => (JsonNode)m.Json));
        }
        return stream.ToArray();
    }

    private static IEnumerable<(DateTimeOffset At, JsonObject Json)> Messages(DateTimeOffset now)
    {
        var root = "";
        foreach (var (n, (ago, who, text, reactions)) in Said.Index())
        {
            var message = new JsonObject { ["type"] = "message", ["user"] = UserId(IndexOf(who)), ["ts"] = TsOf(now, n), ["text"] = text.TrimStart('→') };
            if (text.StartsWith('→'))
                message["thread_ts"] = root;
            else
                root = TsOf(now, n);
            if (reactions.Length > 0)
                message["reactions"] = new JsonArray([.. reactions.Split(' ').Select(r => (JsonNode)Reaction(r.Split(':')))]);
            yield return (now.AddMinutes(-ago), message);
        }
    }

    private static JsonObject Reaction(string[] parts)
    {
        var count = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return new JsonObject { ["name"] = parts[0], ["count"] = count, ["users"] = new JsonArray([.. Enumerable.Range(0, count).Select(n => (JsonNode)UserId(n))]) };
    }

    private static string TsOf(DateTimeOffset now, int n) => string.Create(CultureInfo.InvariantCulture, $"{now.AddMinutes(-Said[n].Ago).ToUnixTimeSeconds()}.{n + 1:000000}");

    private static string UserId(int n) => string.Create(CultureInfo.InvariantCulture, $"UPERSON{n + 1:00}");

    private static int IndexOf(string name) => Array.FindIndex(People, person => person.Name == name);

    private static void Write(ZipArchive zip, string name, IEnumerable<JsonNode> all)
    {
        using var entry = zip.CreateEntry(name).Open();
        using var writer = new StreamWriter(entry);
        writer.Write(new JsonArray([.. all]).ToJsonString());
    }
}
