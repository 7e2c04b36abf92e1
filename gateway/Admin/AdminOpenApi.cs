using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Chat.Admin;

/// <summary>What <c>/admin/openapi.json</c> says beside what the endpoints say of themselves.</summary>
internal static class AdminOpenApi
{
    public const string Path = "/admin/openapi.json";

    private const string BearerScheme = "bearer";
    private const string KeyScheme = "operatorKey";

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("admin/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Chat.Orleans administration",
            Version = "1",
            Description = "Teams, users, tokens and shards. Errors are problems (RFC 9457) with a stable code.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The operator key, or the token of a team's admin, which opens that team alone.",
            },
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = OperatorKey.Header,
                Description = "The operator key, where Authorization is taken by a proxy.",
            },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] },
        ];
    }

    /// <summary>The success answer, and problems: 400, 401, 429, 503 that all can give, and those named.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder endpoint, int status, params ReadOnlySpan<int> problems)
    {
        endpoint.Produces<T>(status);
        return endpoint.Problems(problems);
    }

    /// <summary>The problems that all can answer, and those named.</summary>
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> problems)
    {
        ReadOnlySpan<int> common =
        [
            StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status429TooManyRequests,
            StatusCodes.Status503ServiceUnavailable,
        ];
        foreach (var problem in common)
            endpoint.Produces<ProblemBody>(problem, AdminProblem.ContentType);
        foreach (var problem in problems)
            endpoint.Produces<ProblemBody>(problem, AdminProblem.ContentType);
        return endpoint;
    }
}
