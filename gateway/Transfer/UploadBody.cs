using Chat.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Chat.Transfer;

/// <summary>A file on its way in: never held as a whole.</summary>
/// <param name="Name">As the client calls it; for people.</param>
/// <param name="Content">Its bytes as they arrive.</param>
internal sealed record UploadBody(string Name, Stream Content)
{
    private const double LeastBytesPerSecond = 1_024;
    private const int MaxBoundary = 70;

    /// <summary>What a form may have around its file.</summary>
    private const int FormSlack = 64 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Opens the body of a request up to a limit of its own. Errors: request_too_large, invalid_post_type, invalid_form_data.</summary>
    public static async Task<UploadBody> Open(HttpContext http, long limit, CancellationToken cancellationToken)
    {
        var request = http.Request;
        if (request.ContentLength > limit + FormSlack)
            throw TooLarge(limit);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit + 2 * FormSlack;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = new MinDataRate(LeastBytesPerSecond, Grace);
        if (request.ContentType is null)
            return new UploadBody("", request.Body);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var media))
            throw WrongType();
        return media.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/zip" or "application/x-zip-compressed" or "application/octet-stream" => new UploadBody("", request.Body),
            "multipart/form-data" => await OfForm(request, media, cancellationToken),
            _ => throw WrongType(),
        };
    }

    public static ChatException TooLarge(long limit) =>
        new(ErrorCodes.RequestTooLarge, $"A file has at most {limit} bytes (Chat:Gateway:MaxUploadBytes).");

    private static async Task<UploadBody> OfForm(HttpRequest request, MediaTypeHeaderValue media, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(media.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundary)
            throw new ChatException(ErrorCodes.InvalidFormData, "The form has no boundary.");
        var reader = new MultipartReader(boundary, request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (section.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition())
                    return new UploadBody(disposition.FileName.Value ?? "", section.Body);
            }
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException exception)
        {
            throw Refusal(exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new ChatException(ErrorCodes.InvalidFormData, "The form cannot be read.");
        }
        throw new ChatException(ErrorCodes.InvalidFormData, "The form has no file.");
    }

    /// <summary>What the server itself found wrong with a body.</summary>
    public static ChatException Refusal(Microsoft.AspNetCore.Http.BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new ChatException(ErrorCodes.RequestTooLarge),
        StatusCodes.Status408RequestTimeout => new ChatException(ErrorCodes.RequestTimeout, "The file came too slowly."),
        _ => new ChatException(ErrorCodes.InvalidFormData, "The file ended before its length."),
    };

    private static ChatException WrongType() =>
        new(ErrorCodes.InvalidPostType, "Send the zip as application/zip, or as the file of a multipart/form-data form.");
}
