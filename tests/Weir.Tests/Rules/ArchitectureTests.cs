using Mono.Cecil;
using Mono.Cecil.Cil;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Rules;

/// <summary>The arrows between rooms, from the table in <c>docs/architecture.md</c>. A room is the second part of a namespace of Weir.dll; types directly in <c>Weir</c> are the root.</summary>
public sealed class ArchitectureTests
{
    private const string RootRoom = "root";

    [Fact]
    public void Every_room_uses_only_what_the_table_allows()
    {
        Dictionary<string, HashSet<string>> allowed = ReadTable();
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((string from, string to, string where) in Arrows())
        {
            if (!allowed.TryGetValue(from, out HashSet<string>? rooms)) { wrong.Add($"the room {from} has no line in the table"); }
            else if (!rooms.Contains(to)) { wrong.Add($"{from} uses {to}: {where}"); }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void The_table_has_no_circle_and_no_room_that_does_not_exist()
    {
        Dictionary<string, HashSet<string>> allowed = ReadTable();
        HashSet<string> there = [.. Load("Weir").Types.Select(RoomOf).OfType<string>()];
        allowed.Keys.Where(room => !there.Contains(room)).ShouldBeEmpty();
        there.Where(room => !allowed.ContainsKey(room)).ShouldBeEmpty();

        // Take away rooms that use nothing that is left: what cannot be taken away is a circle.
        var left = allowed.ToDictionary(p => p.Key, p => p.Value.ToHashSet());
        while (left.FirstOrDefault(p => !p.Value.Any(left.ContainsKey)).Key is { } free) { left.Remove(free); }
        left.Keys.ShouldBeEmpty();
    }

    [Fact]
    public void The_rooms_have_no_circle_in_fact()
    {
        var left = Arrows().GroupBy(a => a.From).ToDictionary(g => g.Key, g => g.Select(a => a.To).ToHashSet());
        while (left.FirstOrDefault(p => !p.Value.Any(left.ContainsKey)).Key is { } free) { left.Remove(free); }
        left.Keys.ShouldBeEmpty();
    }

    [Fact]
    public void Every_room_has_its_line_in_the_readme_and_its_paragraph_in_the_document()
    {
        string readme = File.ReadAllText(Repository.PathOf("src", "Weir", "README.md"));
        string document = File.ReadAllText(Repository.PathOf("docs", "architecture.md"));
        foreach (string room in Load("Weir").Types.Select(RoomOf).OfType<string>().Distinct().Where(r => r != RootRoom))
        {
            readme.ShouldContain($"| [{room}]({room}) |");
            document.ShouldContain($"\n**{room}** ");
        }
    }

    [Theory]
    [InlineData("System.IO")]
    [InlineData("System.Net")]
    [InlineData("System.Threading.Tasks")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.TimeProvider")]
    [InlineData("System.Console")]
    [InlineData("System.Threading.Thread")]
    [InlineData("Microsoft.Extensions.Logging")]
    public void Weir_Wire_cannot_name_the_outside_world(string prefix)
    {
        ModuleDefinition wire = Load("Weir.Wire");
        // Streams are what a library for snappy takes; a memory stream reaches nothing.
        string[] named = [.. wire.GetTypeReferences().Select(t => t.FullName).Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Where(n => n is not ("System.IO.Stream" or "System.IO.MemoryStream" or "System.IO.InvalidDataException"))];
        named.ShouldBeEmpty();
    }

    [Fact]
    public void Weir_Wire_refers_to_no_other_project() =>
        Load("Weir.Wire").AssemblyReferences.Select(a => a.Name).Where(n => n.StartsWith("Weir", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Only_Platform_calls_into_the_system()
    {
        string[] outside = [.. Load("Weir").GetTypes().SelectMany(t => t.Methods).Where(m => m.IsPInvokeImpl).Select(m => m.DeclaringType)
            .Where(t => RoomOf(Outermost(t)) != "Platform").Select(t => t.FullName).Distinct()];
        outside.ShouldBeEmpty();
        Load("Weir.Cli").GetTypes().SelectMany(t => t.Methods).Where(m => m.IsPInvokeImpl).ShouldBeEmpty();
        Load("Weir.Wire").GetTypes().SelectMany(t => t.Methods).Where(m => m.IsPInvokeImpl).ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_dashboard_knows_AspNet()
    {
        foreach (string name in (string[])["Weir.Wire", "Weir", "Weir.Cli"])
        {
            Load(name).AssemblyReferences.Select(a => a.Name).Where(n => n.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)).ShouldBeEmpty(name);
        }
    }

    private static Dictionary<string, HashSet<string>> ReadTable()
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("docs", "architecture.md"));
        int at = Array.FindIndex(lines, l => l == "| room | may use |");
        at.ShouldBeGreaterThan(0, "docs/architecture.md has lost its table of arrows");
        var table = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (string line in lines.Skip(at + 2).TakeWhile(l => l.StartsWith('|')))
        {
            string[] cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            HashSet<string> rooms = cells[1] == "nothing" ? [] : [.. cells[1].Split(',', StringSplitOptions.TrimEntries)];
            foreach (string room in cells[0].Split(',', StringSplitOptions.TrimEntries)) { table.Add(room, rooms); }
        }

        table.Count.ShouldBeGreaterThan(5);
        return table;
    }

    private static ModuleDefinition Load(string name) => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    private static IEnumerable<(string From, string To, string Where)> Arrows()
    {
        foreach (TypeDefinition type in Load("Weir").GetTypes())
        {
            if (RoomOf(Outermost(type)) is not { } from) { continue; }
            foreach ((TypeReference used, string where) in Used(type))
            {
                if (used.Scope is ModuleDefinition && RoomOf(Outermost(used)) is { } to && to != from) { yield return (from, to, $"{where} -> {used.FullName}"); }
            }
        }
    }

    private static List<(TypeReference Used, string Where)> Used(TypeDefinition type)
    {
        var found = new List<(TypeReference Used, string Where)>();
        void Add(TypeReference? used, string where)
        {
            switch (used)
            {
                case null or GenericParameter:
                    return;
                case GenericInstanceType generic:
                    Add(generic.ElementType, where);
                    foreach (TypeReference argument in generic.GenericArguments) { Add(argument, where); }
                    return;
                case TypeSpecification specification:
                    Add(specification.ElementType, where);
                    return;
                default:
                    found.Add((used, where));
                    return;
            }
        }

        Add(type.BaseType, type.FullName);
        foreach (InterfaceImplementation one in type.Interfaces) { Add(one.InterfaceType, type.FullName); }
        foreach (FieldDefinition field in type.Fields) { Add(field.FieldType, field.FullName); }
        foreach (MethodDefinition method in type.Methods)
        {
            Add(method.ReturnType, method.FullName);
            foreach (ParameterDefinition parameter in method.Parameters) { Add(parameter.ParameterType, method.FullName); }
            if (!method.HasBody) { continue; }
            foreach (VariableDefinition variable in method.Body.Variables) { Add(variable.VariableType, method.FullName); }
            foreach (Instruction instruction in method.Body.Instructions)
            {
                switch (instruction.Operand)
                {
                    case TypeReference used:
                        Add(used, method.FullName);
                        break;
                    case MemberReference member:
                        Add(member.DeclaringType, method.FullName);
                        if (member is GenericInstanceMethod generic) { foreach (TypeReference argument in generic.GenericArguments) { Add(argument, method.FullName); } }
                        break;
                }
            }
        }

        return found;
    }

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer) { type = outer; }
        return type;
    }

    /// <summary>The room of a type, or null for what the compiler makes outside our namespaces.</summary>
    private static string? RoomOf(TypeReference type)
    {
        string[] parts = type.Namespace.Split('.');
        return parts[0] != "Weir" ? null : parts.Length == 1 ? RootRoom : parts[1];
    }
}
