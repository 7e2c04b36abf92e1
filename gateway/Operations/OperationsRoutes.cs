using Microsoft.AspNetCore.Routing.Matching;

namespace Chat.Operations;

/// <summary>Routes that are there for operators only.</summary>
public static class OperationsRoutes
{
    /// <summary>Elsewhere than at the operators' port, if there is one, the route does not exist. Who asks is not looked at here.</summary>
    public static TBuilder OnOperationsPort<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder
    {
        routes.Add(endpoint => endpoint.Metadata.Add(Mark.Instance));
        return routes;
    }

    private sealed class Mark
    {
        public static readonly Mark Instance = new();
    }

    /// <summary>Passes marked routes over where they are not to be found.</summary>
    internal sealed class Policy(OperationsPort port) : MatcherPolicy, IEndpointSelectorPolicy
    {
        public override int Order => 0;

        public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IsMarked);

        public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
        {
            for (var n = 0; n < candidates.Count && !port.Admits(httpContext); n++)
            {
                if (IsMarked(candidates[n].Endpoint))
                    candidates.SetValidity(n, false);
            }
            return Task.CompletedTask;
        }

        private static bool IsMarked(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<Mark>() is not null;
    }
}
