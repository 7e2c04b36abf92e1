using System.Buffers;
using Chat.Errors;

namespace Chat.WebApi;

/// <summary>Reads a whole request body, never more than a bound.</summary>
internal static class RequestBody
{
    /// <summary>Errors: request_too_large, request_timeout (the client sends too slowly).</summary>
    public static async Task<byte[]> Read(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            throw new ChatException(ErrorCodes.RequestTooLarge);
        try
        {
            while (true)
            {
                var result = await request.BodyReader.ReadAsync(cancellationToken);
                if (result.Buffer.Length > maxBytes)
                    throw new ChatException(ErrorCodes.RequestTooLarge);
                if (result.IsCompleted)
                {
                    var body = result.Buffer.ToArray();
                    request.BodyReader.AdvanceTo(result.Buffer.End);
                    return body;
                }
                request.BodyReader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (BadHttpRequestException exception)
        {
            throw new ChatException(exception.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => ErrorCodes.RequestTooLarge,
                StatusCodes.Status408RequestTimeout => ErrorCodes.RequestTimeout,
                _ => ErrorCodes.InvalidFormData,
            });
        }
    }
}
