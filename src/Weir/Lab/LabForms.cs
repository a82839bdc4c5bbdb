using System.Text.Json;
using Weir.Declaration;

namespace Weir.Lab;

/// <summary>What a lab file may say at its top.</summary>
public static class LabForms
{
    /// <summary>The keys of a lab file with these kinds. Sections whose names must be known first are read by the planner; their values are the declared ones.</summary>
    public static KindForm Of(LabVocabulary vocabulary) => new("lab", "A network experiment: what to build, run, watch and check",
    [
        new("name", new LabNameForm(), "The lab's name; the run's folder and all that is built carry it. The file's name when not said"),
        new("description", new TextForm("a sentence"), "What it is for"),
        new("seed", new IntegerForm(0), "Decides every random choice of the run") { Default = "1" },
        new("vars", new SectionForm("a map from names to values", takesLists: false, Names), "Variables, used as ${name}; --set NAME=VALUE wins, then the environment's WEIR_VAR_NAME, then this"),
        new("include", new ListForm(new TextForm("the path of a lab file")), "Lab files whose sections come before those of this one"),
        new("topology", new SectionForm("a map from a generator to its numbers", takesLists: false, Topology), "Nodes and links made by a generator"),
        new("nodes", new SectionForm("a map from names to nodes", takesLists: false, json => LabSchema.WriteKinds(json, NodeForms.Node, [.. vocabulary.Nodes.Select(k => k.Form)], vocabulary.Nodes[0].Form.Name, kindNeeded: false)), "The nodes, by their names"),
        new("links", new SectionForm("a list of links such as h1 -- s1", takesLists: true, Links), "The links: a -- b, or a -- b with a map of what happens to packets"),
        new("programs", new SectionForm("a map from names to programs", takesLists: false, json => LabSchema.WriteKinds(json, ProgramForms.Program, [.. vocabulary.Programs.Select(k => k.Form)], vocabulary.Programs[0].Form.Name, kindNeeded: false)), "The programs, by their names"),
        new("controllers", new SectionForm("a map from names to controllers", takesLists: false, Controllers), "The OpenFlow controllers, by the names that switches call them"),
        new("captures", new SectionForm("a list of captures such as at: s1", takesLists: true, json => LabSchema.WriteList(json, ItemForms.Capture)), "The captures, one file each"),
        new("monitors", new SectionForm("a map from names to monitors", takesLists: false, json => LabSchema.WriteKinds(json, ItemForms.Monitor, [.. vocabulary.Monitors.Select(k => k.Form)], "", kindNeeded: true)), "What listens while the lab runs and keeps tables of what it saw, by name"),
        new("events", new SectionForm("a list of events", takesLists: true, json => LabSchema.WriteItems(json, ItemForms.Event, [.. vocabulary.Events.Select(k => (k.Form, k.Targets != NameKinds.None))])), "What happens at which time"),
        new("checks", new SectionForm("a list of checks", takesLists: true, json => LabSchema.WriteItems(json, ItemForms.Check, [.. vocabulary.Checks.Select(k => (k.Form, false))])), "What must hold"),
        new("duration", new DurationForm(TimeSpan.FromMilliseconds(1)), "How long the run lasts; until its programs have ended or its checks are decided when not said"),
        new("report", new FlagForm(), "Whether a run that ends writes its page, report.html, into its folder") { Default = "true" },
        new("dashboard", new EitherForm(new FlagForm(), new NestedForm(Dashboard)), "Whether 'weir run' and 'weir up' show the lab in a browser: true, or a map with the port"),
    ]);

    /// <summary>A dashboard.</summary>
    public static KindForm Dashboard { get; } = new("dashboard", "The page that shows the lab while it runs", [new("port", new IntegerForm(0, 65535, "a port"), "Its port; a free one when not said")]);

    private static void Names(Utf8JsonWriter json)
    {
        LabSchema.WriteType(json, "object", "null");
        json.WriteStartObject("additionalProperties");
        LabSchema.WriteType(json, "string", "number", "boolean");
        json.WriteEndObject();
    }

    private static void Controllers(Utf8JsonWriter json)
    {
        LabSchema.WriteType(json, "object", "null");
        json.WriteStartObject("additionalProperties");
        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        ControllerForms.Controller.Keys[ControllerForms.Controller.IndexOf("app")].Form.WriteSchema(json);
        json.WriteEndObject();
        json.WriteStartObject();
        SchemaWriter.WriteMap(json, [ControllerForms.Running, ControllerForms.Controller]);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Topology(Utf8JsonWriter json)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (KindForm form in TopologyForms.All)
        {
            json.WriteStartObject(form.Name);
            SchemaWriter.Write(json, form);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
    }

    private static void Links(Utf8JsonWriter json)
    {
        LabSchema.WriteType(json, "array", "null");
        json.WriteStartObject("items");
        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        json.WriteString("type", "string");
        json.WriteString("pattern", "^.+ -- .+$");
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteStartObject("additionalProperties");
        SchemaWriter.WriteMap(json, [LinkForms.Link]);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
