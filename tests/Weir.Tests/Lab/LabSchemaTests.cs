using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Cli;
using Weir.Declaration;
using Weir.Lab;
using Weir.Lab.Reading;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Lab;

/// <summary>The JSON Schema that editors use says the same as the reader of files.</summary>
public sealed class LabSchemaTests
{
    private static readonly JsonObject s_schema = Schema();

    /// <summary>The lab files of the examples.</summary>
    public static TheoryData<string> Examples => [.. Directory.EnumerateFiles(Repository.PathOf("examples"), "*" + LabFile.Extension, SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Repository.Root, f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_right_by_the_schema_and_by_the_reader(string file)
    {
        string path = Repository.PathOf(file);
        Faults(File.ReadAllText(path)).ShouldBeEmpty();
        LabFile.Read(path, Composition.Vocabulary, new LabReadOptions()).Mistakes.ShouldBeEmpty();
        File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "README.md")).ShouldBeTrue("an example has a README beside it");
    }

    [Fact]
    public void The_file_with_most_of_what_there_is_fits() => Faults(LabText.Rich).ShouldBeEmpty();

    [Theory]
    [InlineData("nods: {}")]
    [InlineData("nodes: { a: { kind: brigde } }")]
    [InlineData("nodes: { a: { memory: 5 } }")]
    [InlineData("links: [a - b]")]
    [InlineData("links:\n  - a -- b: { dealy: 5 ms }")]
    [InlineData("programs: { p: { run: x } }")]
    [InlineData("checks:\n  - pign: { from: a, to: b }")]
    [InlineData("checks:\n  - ping: { from: a }")]
    [InlineData("checks:\n  - name: x")]
    [InlineData("events:\n  - link: { a -- b: down }")]
    [InlineData("topology: { rign: 5 }")]
    [InlineData("duration: 10")]
    public void What_is_wrong_in_itself_does_not_fit(string text) => Faults(text).ShouldNotBeEmpty();

    [Fact]
    public void The_schema_stays_small_enough_for_editors() => s_schema.ToJsonString().Length.ShouldBeLessThan(120_000);

    private static IReadOnlyList<string> Faults(string text)
    {
        var mistakes = new MistakeList();
        DeclaredMap map = YamlReader.Read(LabText.Name, text, mistakes).ShouldNotBeNull();
        return new JsonSchemaCheck(s_schema).Check(Json(map));
    }

    private static JsonObject Schema()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) { LabSchema.Write(json, Composition.Vocabulary); }
        return (JsonObject)JsonNode.Parse(buffer.WrittenSpan)!;
    }

    /// <summary>A declared value as the JSON that an editor sees: plain scalars by the core schema of YAML 1.2.</summary>
    private static JsonNode? Json(DeclaredValue value) => value switch
    {
        DeclaredMap map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Json(e.Value)))),
        DeclaredList list => new JsonArray([.. list.Items.Select(Json)]),
        DeclaredText { IsNothing: true } => null,
        DeclaredText { IsQuoted: false, Text: "true" or "false" } flag => flag.Text == "true",
        DeclaredText { IsQuoted: false } text when long.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
        DeclaredText { IsQuoted: false } text when double.TryParse(text.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        DeclaredText text => text.Text,
        _ => throw new InvalidOperationException(),
    };
}
