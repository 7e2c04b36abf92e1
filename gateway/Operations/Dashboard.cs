using Chat.Admin;
using Chat.Errors;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;

namespace Chat.Operations;

/// <summary>The Orleans Dashboard: silos, grains and their calls, to look at, for the operator alone (docs/adr/0023).</summary>
public static class Dashboard
{
    private const string Root = "/dashboard";

    /// <summary>
    /// Its pages set styles from their scripts and bring small pictures and a font as data. Otherwise they may as little as our own.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static bool IsOn(IConfiguration configuration) =>
        configuration.GetSection(OperationsOptions.Section).Get<OperationsOptions>() is null or { Dashboard: true };

    /// <summary>For a gateway process; its silos need theirs.</summary>
    internal static void AddTo(IClientBuilder client) => client.AddDashboard(Configure);

    /// <summary>Logs are not shown: of a gateway they would be its own alone.</summary>
    public static void Configure(DashboardOptions options) => options.HideTrace = true;

    /// <summary>For a host to whose silo or client the dashboard was added, unless it is switched off.</summary>
    public static void MapDashboard(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<OperationsOptions>>().Value.Dashboard)
            return;
        app.MapOrleansDashboard(Root)
            .AddEndpointFilter(Present)
            .AddEndpointFilter<RouteGroupBuilder, AdminFilter>()
            .AddEndpointFilter(Guard)
            .OnOperationsPort()
            .ExcludeFromDescription();
    }

    /// <summary>Says what browsers are to refuse, and leads people, who cannot show a key, to where they can.</summary>
    private static async ValueTask<object?> Present(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // To our own pages it is told: see WebCredentials.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return IsPage(http.Request) && !await IsOperator(http) ? Results.Redirect("/operate") : await next(context);
    }

    private static bool IsPage(HttpRequest request) =>
        request.Path.Value?.TrimEnd('/') is Root or Root + "/index.html" && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static async Task<bool> IsOperator(HttpContext http)
    {
        try
        {
            return (await http.RequestServices.GetRequiredService<AdminAccess>().Identify(http.Request, http.RequestAborted)).IsOperator;
        }
        catch (ChatException)
        {
            return false;
        }
    }

    private static async ValueTask<object?> Guard(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        AdminAccess.RequireOperator(AdminFilter.CallerOf(context.HttpContext));
        return Withheld(context.HttpContext.GetEndpoint()) ?? await next(context);
    }

    /// <summary>What a grain keeps may be a key, or what people say. The dashboard shows what it is answered: JSON in a string, and plain text.</summary>
    private static IResult? Withheld(Endpoint? endpoint) => (endpoint as RouteEndpoint)?.RoutePattern.RawText switch
    {
        Root + "/GrainState" => Results.Json("{ \"withheld\": \"What grains keep is not shown: it may be secret.\" }"),
        Root + "/Trace" => Results.Text("Logs are not shown here. Every process writes its own to its standard output."),
        _ => null,
    };
}
