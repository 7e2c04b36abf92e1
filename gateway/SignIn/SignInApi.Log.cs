namespace Chat.SignIn;

internal sealed partial class SignInApi
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Signing in failed with {Code}, request {Request}.")]
    private partial void Failed(Exception exception, string code, string request);
}
