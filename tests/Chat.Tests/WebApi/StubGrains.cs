using System.Collections.Concurrent;
using System.Reflection;

namespace Chat.Tests.WebApi;

/// <summary>
/// Grains as a table of answers, for tests of what the edge makes of requests and answers. The grains themselves have their own tests, and the
/// end-to-end suite runs both together.
/// </summary>
internal sealed class StubGrains
{
    private readonly ConcurrentDictionary<(Type Grain, string Verb), Func<string, object?[], object>> answers = new();

    /// <summary>Every call in order: grain key, verb.</summary>
    public ConcurrentQueue<(string Key, string Verb)> Calls { get; } = new();

    public IGrainFactory Factory => FactoryProxy.Over(this);

    /// <param name="answer">From the grain's key and the call's arguments; throws to refuse.</param>
    public void On<TGrain, TAnswer>(string verb, Func<string, object?[], TAnswer> answer) =>
        answers[(typeof(TGrain), verb)] = (key, arguments) =>
        {
            try
            {
                return Task.FromResult(answer(key, arguments));
            }
            catch (Exception exception)
            {
                return Task.FromException<TAnswer>(exception);
            }
        };

    /// <summary>As <see cref="On"/>, for answers that take their time.</summary>
    public void OnTask<TGrain, TAnswer>(string verb, Func<string, object?[], Task<TAnswer>> answer) => answers[(typeof(TGrain), verb)] = answer;

    private object Answer(Type grain, string key, string verb, object?[] arguments)
    {
        Calls.Enqueue((key, verb));
        return answers.TryGetValue((grain, verb), out var answer)
            ? answer(key, arguments)
            : throw new InvalidOperationException($"The test gave no answer for {grain.Name}.{verb}.");
    }

#pragma warning disable CA1852 // DispatchProxy derives from both at run time.
    internal class FactoryProxy : DispatchProxy
    {
        private StubGrains? grains;

        public static IGrainFactory Over(StubGrains grains)
        {
            var factory = Create<IGrainFactory, FactoryProxy>();
            ((FactoryProxy)(object)factory).grains = grains;
            return factory;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var grain = targetMethod!.GetGenericArguments()[0];
            return GrainProxy.Over(grain, grains!, args![0]!.ToString()!);
        }
    }

    internal class GrainProxy : DispatchProxy
    {
        private Type? grain;
        private StubGrains? grains;
        private string key = "";

        public static object Over(Type grain, StubGrains grains, string key)
        {
            var proxy = Create(grain, typeof(GrainProxy));
            var self = (GrainProxy)proxy;
            (self.grain, self.grains, self.key) = (grain, grains, key);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => grains!.Answer(grain!, key, targetMethod!.Name, args!);
    }
#pragma warning restore CA1852
}
