namespace Chat.Browsers;

/// <summary>The web client, section <c>Chat:Web</c>.</summary>
public sealed class WebOptions
{
    public const string Section = "Chat:Web";

    /// <summary>The folder of the built client (<c>index.html</c>, <c>assets/</c>). Null: <c>web</c> beside the program, where the build puts it.</summary>
    public string? ClientFolder { get; set; }
}
