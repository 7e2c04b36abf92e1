using System.Globalization;
using System.Reflection;
using System.Text;

namespace Chat.Tests.Architecture;

/// <summary>
/// Everything that two versions of this system say to one another through Orleans, as text: grain interfaces with their methods, serialized
/// types with their numbered members, and the enums in them. One line a fact, so that a difference names what changed.
/// </summary>
internal static class ContractText
{
    public const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(string)] = "string", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(bool)] = "bool", [typeof(byte)] = "byte",
    };

    public static IEnumerable<Type> Interfaces => AllTypes.Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)));

    public static IEnumerable<Type> Contracts =>
        AllTypes.Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false) is not null);

    private static IEnumerable<Type> AllTypes =>
        Projects.All.SelectMany(assembly => assembly.GetTypes()).OrderBy(type => type.FullName, StringComparer.Ordinal);

    public static IEnumerable<MethodInfo> MethodsOf(Type type) => type.GetMethods(Declared).OrderBy(method => method.Name, StringComparer.Ordinal);

    public static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    /// <summary>The serialized members, by number.</summary>
    public static IEnumerable<(uint Id, MemberInfo Member)> MembersOf(Type type) => type.GetMembers(Declared)
        .Where(member => member is PropertyInfo or FieldInfo && member.GetCustomAttribute<IdAttribute>() is not null)
        .Select(member => (member.GetCustomAttribute<IdAttribute>()!.Id, member))
        .OrderBy(pair => pair.Id);

    public static string Render()
    {
        var text = new StringBuilder();
        foreach (var type in Interfaces)
        {
            Line(text, 0, $"interface {type.FullName} alias {AliasOf(type)} : {string.Join(", ", KeyOf(type))}");
            foreach (var method in MethodsOf(type))
            {
                var parameters = method.GetParameters().Select(parameter => $"{NameOf(parameter.ParameterType)} {parameter.Name}");
                Line(text, 1, $"{method.Name} alias {AliasOf(method)} ({string.Join(", ", parameters)}) : {NameOf(method.ReturnType)}");
            }
        }
        foreach (var type in Contracts)
        {
            Line(text, 0, $"{(type.IsValueType ? "struct" : "class")} {type.FullName} alias {AliasOf(type)}{BaseOf(type)}");
            foreach (var (id, member) in MembersOf(type))
                Line(text, 1, $"{id} {member.Name} : {NameOf(TypeOf(member))}");
        }
        foreach (var type in Enums())
        {
            Line(text, 0, $"enum {type.FullName} : {NameOf(Enum.GetUnderlyingType(type))}");
            foreach (var name in Enum.GetNames(type))
                Line(text, 1, $"{Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)} {name}");
        }
        return text.ToString();
    }

    /// <summary>Enums travel as their numbers wherever a contract or a method has one.</summary>
    private static IEnumerable<Type> Enums() =>
        Contracts.SelectMany(MembersOf).Select(pair => TypeOf(pair.Member))
            .Concat(Interfaces.SelectMany(MethodsOf).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)))
            .SelectMany(Parts).Where(type => type.IsEnum && type.Namespace!.StartsWith("Chat", StringComparison.Ordinal))
            .Distinct().OrderBy(type => type.FullName, StringComparer.Ordinal);

    private static Type TypeOf(MemberInfo member) => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsArray ? Parts(type.GetElementType()!) : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [type];

    private static IEnumerable<string> KeyOf(Type type) => type.GetInterfaces()
        .Where(parent => parent.Name.StartsWith("IGrain", StringComparison.Ordinal) && parent != typeof(IGrain))
        .Select(NameOf).Order(StringComparer.Ordinal);

    private static string BaseOf(Type type) =>
        type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? $" : {NameOf(parent)}" : "";

    private static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return NameOf(value) + "?";
        if (type.IsArray)
            return NameOf(type.GetElementType()!) + "[]";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        return type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : type.Name;
    }

    private static void Line(StringBuilder text, int indent, string line) => text.Append(' ', indent * 2).Append(line).Append('\n');
}
