using System.Text;
using System.Text.Json;
using Chat.Json;
using Chat.Sharding;
using Chat.Teams;
using Xunit;
using static Chat.Tests.Teams.Happenings;

namespace Chat.Tests.Teams;

public sealed class StampingTests
{
    [Fact]
    public void Each_step_gets_a_ts_of_its_own_and_may_name_the_first()
    {
        var template = WireJson.Encode(json =>
        {
            json.WriteTs("first", Ts.OfFirstStep);
            json.WriteTs("own", Ts.None);
            json.WriteTs("given", new Ts(7_000_000));
            json.WriteTs("event_ts", Ts.None);
        });
        var change = new Change([new Step(Draft(template), []), new Step(Draft(template), []), new Step(null, [])]);
        var item = Stamp(change, 1_700_000_000_000_001);
        Assert.Equal([1_700_000_000_000_001, 1_700_000_000_000_002, 1_700_000_000_000_003], item.Steps.Select(step => step.Ts.Micros));
        Assert.Equal(
            """{"first":"1700000000.000001","own":"1700000000.000001","given":"0000000007.000000","event_ts":"1700000000.000001"}""",
            Payload(item, 0));
        Assert.Equal(
            """{"first":"1700000000.000001","own":"1700000000.000002","given":"0000000007.000000","event_ts":"1700000000.000002"}""",
            Payload(item, 1));
        Assert.Null(item.Steps[2].Event);
        Assert.Equal((Home, 9), (item.Team, item.Epoch));
    }

    [Fact]
    public void A_draft_can_be_stamped_again_since_its_template_stays()
    {
        var change = Change.Of(Draft(WireJson.Encode(json => json.WriteTs("ts", Ts.None))));
        Stamp(change, 1_000_000);
        Assert.Equal("""{"ts":"0000000002.000000"}""", Payload(Stamp(change, 2_000_000), 0));
    }

    [Fact]
    public void No_text_of_a_person_is_taken_for_a_mark()
    {
        var text = new string((char)WireJson.OwnTsByte, 40) + new string((char)WireJson.FirstTsByte, 40) + "\u0001\u0002";
        var change = Change.Of(Draft(WireJson.Encode(json =>
        {
            json.WriteString("text", text);
            json.WriteTs("ts", Ts.None);
        })));
        using var payload = JsonDocument.Parse(Payload(Stamp(change, 5_000_000), 0));
        Assert.Equal(text, payload.RootElement.GetProperty("text").GetString());
        Assert.Equal("0000000005.000000", payload.RootElement.GetProperty("ts").GetString());
    }

    [Fact]
    public void Routing_and_rows_are_passed_on_as_they_are()
    {
        RowWrite[] rows = [new MemberDelete(Lobby, Ann)];
        var draft = new EventDraft(Audience.User, Lobby, Ann, [], EventEffect.Left, "S1:4");
        var step = Assert.Single(Stamp(new Change([new Step(draft, rows)]), 1_000_000).Steps);
        Assert.Same(rows, step.Rows);
        Assert.Equivalent(new TeamEvent(new Ts(1_000_000), Audience.User, Lobby, Ann, EventEffect.Left, "S1:4", []), step.Event);
    }

    private static EventDraft Draft(byte[] template) => new(Audience.Team, null, null, template);

    private static LogItem Stamp(Change change, long from) => Stamping.Stamp(Home, 9, change, () => new Ts(from++));

    private static string Payload(LogItem item, int step) => Encoding.UTF8.GetString(item.Steps[step].Event!.Payload);
}
