using System.Text.Json.Serialization;
using Chat.Auditing;
using Chat.Jobs;
using Chat.Retention;
using Chat.Transfer;
using Chat.Unfurling;

namespace Chat.Admin;

/// <summary>Registers and maps <c>/admin</c>.</summary>
internal static class AdminApi
{
    private const string Root = "/admin";

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<OperatorKey>();
        services.AddSingleton<AdminAccess>();
        services.AddSingleton<AdminServices>();
        services.AddSingleton<AuditTrail>();
        services.AddOpenApi(AdminOpenApi.Configure);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = AdminJson.Default.Options.PropertyNamingPolicy;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default);
        });
    }

    public static void Map(WebApplication app)
    {
        // Refusals of routing itself (no such address, wrong verb) have no body of their own.
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal),
            branch => branch.UseStatusCodePages(context =>
            {
                var response = context.HttpContext.Response;
                return AdminProblem.Write(
                    response, response.StatusCode, AdminProblem.CodeOf(response.StatusCode), null, null, context.HttpContext.RequestAborted);
            }));
        // The document is no secret: it tells what there is, not who is.
        app.MapOpenApi(AdminOpenApi.Path);
        var admin = app.MapGroup(Root).AddEndpointFilter<RouteGroupBuilder, AdminFilter>().WithTags("admin");
        TeamsAdmin.Map(admin);
        UsersAdmin.Map(admin);
        TokensAdmin.Map(admin);
        InvitationsAdmin.Map(admin);
        PairsAdmin.Map(admin);
        OverviewAdmin.Map(admin);
        MovesAdmin.Map(admin);
        ShardsAdmin.Map(admin);
        ComparingAdmin.Map(admin);
        ImportsAdmin.Map(admin);
        JobsAdmin.Map(admin);
        PreviewsAdmin.Map(admin);
        RetentionAdmin.Map(admin);
        ExportsAdmin.Map(admin);
        ExportFilesAdmin.Map(admin);
        AuditAdmin.Map(admin);
    }
}
