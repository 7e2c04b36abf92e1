using Chat.Unfurling;
using Xunit;

namespace Chat.Tests.Unfurling;

public sealed class PreviewMemoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1), Minute = TimeSpan.FromMinutes(1);
    private static readonly UnfurlingOptions Options = new() { FailuresKept = Minute, StaleFor = 2 * Hour };
    private static readonly LookOutcome Failed = LookOutcome.Failed("unfurl_failed", "");

    private readonly PreviewMemory memory = new();

    [Fact]
    public void A_preview_is_answered_while_it_is_fresh_and_looked_for_again_then()
    {
        Assert.Null(memory.Answer(Start));
        Assert.Equal((Page("one"), true), memory.Learn(Page("one"), Start, Options));
        Assert.Equal("one", Title(memory.Answer(Start + Hour - Minute)));
        Assert.Null(memory.Answer(Start + Hour));
    }

    [Fact]
    public void Only_what_is_new_is_written()
    {
        memory.Learn(Page("one"), Start, Options);
        Assert.False(memory.Learn(Page("one"), Start + Hour, Options).IsNews);
        Assert.True(memory.Learn(Page("two"), Start + Hour, Options).IsNews);
        Assert.False(memory.Learn(Page("three") with { MayStore = false }, Start + Hour, Options).IsNews);
        Assert.False(memory.Learn(Failed, Start + Hour, Options).IsNews);
    }

    [Fact]
    public void A_failure_is_remembered_briefly()
    {
        memory.Learn(Failed, Start, Options);
        Assert.Equal("unfurl_failed", memory.Answer(Start + Minute / 2)?.Failure);
        Assert.Null(memory.Answer(Start + Minute));
    }

    [Fact]
    public void That_there_was_no_time_to_look_is_not_remembered()
    {
        memory.Learn(LookOutcome.Failed("unfurl_busy", ""), Start, Options);
        Assert.Null(memory.Answer(Start));
    }

    [Fact]
    public void An_old_preview_is_shown_for_a_time_while_its_page_is_away()
    {
        memory.Learn(Page("old"), Start, Options);
        Assert.Equal("old", Title(memory.Learn(Failed, Start + Hour, Options).Answer));
        Assert.Equal("old", Title(memory.Answer(Start + Hour + Minute / 2)));
        Assert.Null(memory.Answer(Start + Hour + Minute));
        Assert.Equal("unfurl_failed", memory.Learn(Failed, Start + 3 * Hour, Options).Answer.Failure);
    }

    [Fact]
    public void What_policy_forbids_is_not_shown_on()
    {
        memory.Learn(Page("old"), Start, Options);
        Assert.Equal("unfurl_refused", memory.Learn(LookOutcome.Failed("unfurl_refused", ""), Start + Hour, Options).Answer.Failure);
        Assert.Equal("unfurl_refused", memory.Answer(Start + Hour)?.Failure);
    }

    [Fact]
    public void What_storage_held_counts_as_seen()
    {
        memory.Recall(new PreviewState { Attachment = Page("kept").Attachment, FreshUntil = Start + Hour }, Options.StaleFor);
        Assert.Equal("kept", Title(memory.Answer(Start)));
        Assert.False(memory.Learn(Page("kept"), Start + Hour, Options).IsNews);
    }

    private static LookOutcome Page(string title) => new(new PreviewAttachment { Title = title }, false, Hour, MayStore: true);

    private static string? Title(LookOutcome? outcome) => outcome?.Attachment?.Title;
}
