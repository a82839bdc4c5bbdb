using System.Text;
using System.Xml.Linq;
using Mono.Cecil;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Rules;

/// <summary>What is public is promised: each promise stands in an approved text, and has its documentation.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Weir.Wire")]
    [InlineData("Weir")]
    public void The_public_api_is_the_approved_one(string assembly)
    {
        var text = new StringBuilder();
        foreach (TypeDefinition type in PublicTypes(assembly))
        {
            text.Append(Describe(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal)) { text.Append("    ").Append(member).Append('\n'); }
        }

        Approved.ShouldMatch($"{assembly}.api.txt", text.ToString());
    }

    [Theory]
    [InlineData("Weir.Wire")]
    [InlineData("Weir")]
    public void Every_public_type_has_a_summary(string assembly)
    {
        // The compiler refuses what has no comment at all; here the comment must have words.
        XDocument xml = XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly + ".xml"));
        Dictionary<string, XElement> comments = xml.Descendants("member").GroupBy(m => (string)m.Attribute("name")!).ToDictionary(g => g.Key, g => g.First());
        string[] silent = [.. PublicTypes(assembly).Select(t => t.FullName.Replace('/', '.'))
            .Where(name => !comments.TryGetValue($"T:{name}", out XElement? comment) || string.Concat(comment.Descendants("summary").Select(s => s.Value + s.DescendantNodes().Count())).Trim().Length < 10)];
        silent.ShouldBeEmpty();
    }

    private static IEnumerable<TypeDefinition> PublicTypes(string assembly) =>
        ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")).GetTypes()
            .Where(t => t.IsPublic || (t.IsNestedPublic && t.DeclaringType.IsPublic))
            .OrderBy(t => t.FullName, StringComparer.Ordinal);

    private static string Describe(TypeDefinition type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.BaseType?.FullName == "System.MulticastDelegate" ? "delegate"
            : type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        string[] bases = [.. type.Interfaces.Select(i => Short(i.InterfaceType)).Where(n => !n.StartsWith("IEquatable", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return $"{kind} {type.FullName}{(bases.Length == 0 ? "" : " : " + string.Join(", ", bases))}";
    }

    private static IEnumerable<string> Members(TypeDefinition type)
    {
        foreach (FieldDefinition field in type.Fields.Where(f => f.IsPublic && !f.IsSpecialName))
        {
            string value = field.HasConstant ? $" = {field.Constant}" : "";
            yield return type.IsEnum ? $"{field.Name}{value}" : $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Short(field.FieldType)} {field.Name}{value}";
        }

        foreach (PropertyDefinition property in type.Properties)
        {
            bool get = IsOpen(property.GetMethod);
            bool set = IsOpen(property.SetMethod);
            if (!get && !set) { continue; }
            bool init = set && property.SetMethod.ReturnType is RequiredModifierType;
            string index = property.HasParameters ? $"[{string.Join(", ", property.Parameters.Select(p => Short(p.ParameterType)))}]" : "";
            yield return $"{(((get ? property.GetMethod : property.SetMethod).IsStatic) ? "static " : "")}{Short(property.PropertyType)} {property.Name}{index} {{ {(get ? "get; " : "")}{(set ? init ? "init; " : "set; " : "")}}}";
        }

        foreach (MethodDefinition method in type.Methods.Where(m => IsOpen(m) && !m.IsGetter && !m.IsSetter))
        {
            // What the compiler writes for every record, and the plumbing of delegates, promises nothing of its own.
            if (method.CustomAttributes.Any(a => a.AttributeType.Name == "CompilerGeneratedAttribute") || type.BaseType?.FullName == "System.MulticastDelegate" && method.Name != "Invoke") { continue; }
            string generic = method.HasGenericParameters ? $"<{string.Join(", ", method.GenericParameters.Select(p => p.Name))}>" : "";
            string parameters = string.Join(", ", method.Parameters.Select(p => $"{Mode(p)}{Short(p.ParameterType)} {p.Name}{(p.HasConstant ? $" = {p.Constant ?? "null"}" : "")}"));
            yield return $"{(method.IsStatic ? "static " : "")}{(method.IsConstructor ? "new" : $"{Short(method.ReturnType)} {method.Name}")}{generic}({parameters})";
        }
    }

    private static bool IsOpen(MethodDefinition? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static string Mode(ParameterDefinition parameter) => parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByReference ? "ref " : "";

    private static string Short(TypeReference type) => type switch
    {
        GenericInstanceType generic => $"{generic.ElementType.Name.Split('`')[0]}<{string.Join(", ", generic.GenericArguments.Select(Short))}>",
        ArrayType array => Short(array.ElementType) + "[]",
        ByReferenceType reference => Short(reference.ElementType),
        RequiredModifierType modifier => Short(modifier.ElementType),
        OptionalModifierType modifier => Short(modifier.ElementType),
        _ => type.Name,
    };
}
