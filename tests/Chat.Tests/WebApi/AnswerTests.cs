using System.Text;
using System.Text.Json;
using Chat.Errors;
using Chat.WebApi;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class AnswerTests
{
    [Fact]
    public void An_answer_without_members_is_ok_alone() => Assert.Equal("""{"ok":true}""", Text(Answer.Ok, [], []));

    [Fact]
    public void Warnings_stand_twice_as_slack_has_them() =>
        Assert.Equal(
            """{"ok":true,"warning":"missing_charset,already_in_channel","response_metadata":{"warnings":["missing_charset","already_in_channel"]}}""",
            Text(Answer.Ok, ["missing_charset", "already_in_channel"], []));

    [Fact]
    public void A_page_carries_its_cursor_and_the_last_an_empty_one()
    {
        Assert.Contains("\"next_cursor\":\"abc\"", Text(Answer.Page("abc", _ => { }), [], []), StringComparison.Ordinal);
        Assert.Contains("\"next_cursor\":\"\"", Text(Answer.Page(null, _ => { }), [], []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_http_200_with_its_code_and_what_to_do()
    {
        var (status, retryAfter, body) = await Failed(new ChatException(ErrorCodes.InvalidArguments, "missing required field: channel"));
        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Equal("", retryAfter);
        Assert.Equal(
            """{"ok":false,"error":"invalid_arguments","response_metadata":{"messages":["[ERROR] missing required field: channel"]}}""", body);
    }

    [Fact]
    public async Task A_rate_limit_is_http_429_with_whole_seconds()
    {
        var (status, retryAfter, body) = await Failed(new RateLimitedException(3));
        Assert.Equal(StatusCodes.Status429TooManyRequests, status);
        Assert.Equal("3", retryAfter);
        Assert.Equal("""{"ok":false,"error":"ratelimited"}""", body);
        (status, retryAfter, _) = await Failed(new ChatException(ErrorCodes.RateLimited));
        Assert.Equal(StatusCodes.Status429TooManyRequests, status);
        Assert.Equal("1", retryAfter);
    }

    [Fact]
    public async Task An_unexpected_exception_tells_nothing_of_itself()
    {
        var (status, _, body) = await Failed(new InvalidOperationException("secret table name"));
        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Equal("""{"ok":false,"error":"internal_error"}""", body);
    }

    [Fact]
    public void Only_faults_are_logged()
    {
        Assert.True(Failure.Of(new InvalidOperationException()).IsFault);
        Assert.True(Failure.Of(new ChatException(ErrorCodes.ServiceUnavailable)).IsFault);
        Assert.False(Failure.Of(new ChatException(ErrorCodes.ChannelNotFound)).IsFault);
        Assert.False(Failure.Of(new RateLimitedException(1)).IsFault);
    }

    private static string Text(Answer answer, string[] warnings, string[] messages)
    {
        using var pieces = AnswerWriter.Encode(answer, warnings, messages);
        var text = Encoding.UTF8.GetString([.. pieces.Pieces().SelectMany(piece => piece.ToArray())]);
        using var valid = JsonDocument.Parse(text);
        return text;
    }

    private static async Task<(int Status, string RetryAfter, string Body)> Failed(Exception exception)
    {
        var http = new DefaultHttpContext();
        using var body = new MemoryStream();
        http.Response.Body = body;
        await AnswerWriter.Write(http.Response, Failure.Of(exception), [], null, TestContext.Current.CancellationToken);
        Assert.Equal("application/json; charset=utf-8", http.Response.ContentType);
        return (http.Response.StatusCode, http.Response.Headers.RetryAfter.ToString(), Encoding.UTF8.GetString(body.ToArray()));
    }
}
