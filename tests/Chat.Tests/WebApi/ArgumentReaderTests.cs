using System.Text;
using Chat.Errors;
using Chat.WebApi;
using Xunit;

namespace Chat.Tests.WebApi;

public sealed class ArgumentReaderTests
{
    [Fact]
    public async Task A_query_is_read_with_its_escapes()
    {
        var request = await RequestOf.Get("?channel=C01&text=a%20b+c%26%C3%A9&empty=&flag");
        Assert.Equal("C01", request.Arguments.Text("channel"));
        Assert.Equal("a b c&é", request.Arguments.Text("text"));
        Assert.Null(request.Arguments.Text("empty"));
        Assert.Equal("", request.Arguments.Given("flag"));
    }

    [Fact]
    public async Task A_form_wins_over_the_query_and_the_last_value_counts()
    {
        var request = await RequestOf.Post(RequestOf.Form, "a=2&a=3", "?a=1&b=4");
        Assert.Equal("3", request.Arguments.Text("a"));
        Assert.Equal("4", request.Arguments.Text("b"));
        Assert.Empty(request.Warnings);
    }

    [Fact]
    public async Task A_percent_sign_that_escapes_nothing_is_itself()
    {
        var request = await RequestOf.Post(RequestOf.Form, "a=100%&b=%zz");
        Assert.Equal("100%", request.Arguments.Text("a"));
        Assert.Equal("%zz", request.Arguments.Text("b"));
    }

    [Fact]
    public async Task A_form_with_a_charset_is_warned_about()
    {
        var request = await RequestOf.Post(RequestOf.Form + "; charset=utf-8", "a=1");
        Assert.Equal([ArgumentReader.SuperfluousCharset], request.Warnings);
    }

    [Fact]
    public async Task Json_scalars_become_texts_and_structures_stay()
    {
        var request = await RequestOf.Post("application/json; charset=utf-8", """{"a":"x","n":12,"t":true,"z":null,"users":["U01","U02"]}""");
        var arguments = request.Arguments;
        Assert.Equal("x", arguments.Text("a"));
        Assert.Equal("12", arguments.Text("n"));
        Assert.True(arguments.Flag("t"));
        Assert.False(arguments.Has("z"));
        Assert.Equal(["U01", "U02"], arguments.List("users"));
        Assert.Empty(request.Warnings);
    }

    [Fact]
    public async Task Json_without_a_charset_is_warned_about()
    {
        var request = await RequestOf.Post("application/json", "{}");
        Assert.Equal([ArgumentReader.MissingCharset], request.Warnings);
    }

    [Theory]
    [InlineData("application/json;charset=utf-8")]
    [InlineData("application/json")]
    [InlineData(RequestOf.Form)]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task An_empty_body_of_any_type_has_no_arguments(string? type)
    {
        var request = await RequestOf.Post(type, "");
        Assert.Equal(0, request.Arguments.Count);
        Assert.Empty(request.Warnings);
    }

    [Theory]
    [InlineData("a=1")]
    [InlineData("""{"a":"1"}""")]
    public async Task A_body_without_a_type_is_taken_for_what_it_looks_like(string body)
    {
        var request = await RequestOf.Post(null, body);
        Assert.Equal("1", request.Arguments.Text("a"));
    }

    [Fact]
    public async Task Multipart_fields_are_read_and_files_are_left_out()
    {
        const string body = "--x\r\nContent-Disposition: form-data; name=\"channel\"\r\n\r\nC01\r\n"
            + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n123\r\n--x--\r\n";
        var request = await RequestOf.Post("multipart/form-data; boundary=x", body);
        Assert.Equal(["channel"], request.Arguments.Names);
        Assert.Equal("C01", request.Arguments.Text("channel"));
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nbroken", ErrorCodes.InvalidFormData)]
    [InlineData("multipart/form-data", "--x--", ErrorCodes.InvalidFormData)]
    [InlineData("text/plain", "a=1", ErrorCodes.InvalidPostType)]
    [InlineData("nonsense", "a=1", ErrorCodes.InvalidPostType)]
    [InlineData("application/json; charset=koi8-r", "{}", ErrorCodes.InvalidCharset)]
    [InlineData("application/json", "{", ErrorCodes.InvalidJson)]
    [InlineData("application/json", "[1]", ErrorCodes.JsonNotObject)]
    [InlineData("application/json", """{"a":"\ud800"}""", ErrorCodes.InvalidJson)]
    [InlineData("application/json", """{"a":[{"b":"\udc00"}]}""", ErrorCodes.InvalidJson)]
    [InlineData("application/json", """{"_a":1}""", ErrorCodes.InvalidArgName)]
    [InlineData(RequestOf.Form, "_a=1", ErrorCodes.InvalidArgName)]
    [InlineData(RequestOf.Form, "a[0]=1", ErrorCodes.InvalidArgName)]
    [InlineData(RequestOf.Form, "=1", ErrorCodes.InvalidArgName)]
    [InlineData(RequestOf.Form, "a=%ff", ErrorCodes.InvalidCharset)]
    [InlineData(RequestOf.Form, "a=%ED%A0%80", ErrorCodes.InvalidCharset)]
    public async Task What_cannot_be_read_is_refused_with_its_code(string type, string body, string code)
    {
        var refusal = await Assert.ThrowsAsync<ChatException>(() => RequestOf.Post(type, body));
        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused_in_json_too()
    {
        byte[] body = [.. "{\"a\":\""u8, 0xff, .. "\"}"u8];
        var refusal = await Assert.ThrowsAsync<ChatException>(() => RequestOf.Post("application/json", body));
        Assert.Equal(ErrorCodes.InvalidCharset, refusal.Code);
    }

    [Fact]
    public async Task Latin1_is_read_where_it_is_declared()
    {
        var request = await RequestOf.Post(RequestOf.Form + "; charset=iso-8859-1", Encoding.Latin1.GetBytes("a=é"));
        Assert.Equal("é", request.Arguments.Text("a"));
    }

    [Fact]
    public async Task Json_nested_beyond_the_bound_is_refused()
    {
        var body = "{\"a\":" + new string('[', 40) + new string(']', 40) + "}";
        var refusal = await Assert.ThrowsAsync<ChatException>(() => RequestOf.Post("application/json", body));
        Assert.Equal(ErrorCodes.InvalidJson, refusal.Code);
    }

    [Fact]
    public async Task A_body_over_the_bound_is_refused_whether_or_not_it_says_its_length()
    {
        var refusal = await Assert.ThrowsAsync<ChatException>(() => RequestOf.Post(RequestOf.Form, new string('a', RequestOf.MaxBytes + 1)));
        Assert.Equal(ErrorCodes.RequestTooLarge, refusal.Code);
    }

    [Theory]
    [InlineData("Bearer xoxp-header", "token=xoxp-form", "", "xoxp-header")]
    [InlineData("bearer  xoxp-header ", "", "", "xoxp-header")]
    [InlineData(null, "token=xoxp-form", "?token=xoxp-query", "xoxp-form")]
    [InlineData(null, "", "?token=xoxp-query", "xoxp-query")]
    [InlineData("Basic abc", "", "?token=xoxp-query", "xoxp-query")]
    [InlineData(null, "", "", null)]
    public async Task The_token_comes_from_header_then_form_then_query(string? header, string form, string query, string? expected)
    {
        var request = await RequestOf.Post(RequestOf.Form, form, query, header);
        Assert.Equal(expected, request.Token);
        Assert.False(request.Arguments.Has("token"));
    }
}
