using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Declaration;
using Weir.Lab.Kinds;

namespace Weir.Lab.Plan;

/// <summary>Writes a plan as JSON: the same plan is the same bytes. Durations are seconds, rates bits a second, sizes bytes, shares between 0 and 1.</summary>
public static class PlanJson
{
    /// <summary>The plan as indented UTF-8 with a line end behind it.</summary>
    public static byte[] Bytes(LabPlan plan)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) { Write(json, plan); }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the plan as one object.</summary>
    public static void Write(Utf8JsonWriter json, LabPlan plan)
    {
        json.WriteStartObject();
        json.WriteString("name", plan.Name);
        if (plan.Description.Length > 0) { json.WriteString("description", plan.Description); }
        json.WriteNumber("seed", plan.Seed);
        if (plan.Duration is { } duration) { json.WriteNumber("duration", Seconds(duration)); }
        // A password that a variable brought is no more to be recorded than one in the file.
        WriteMap(json, "vars", [.. plan.Variables.Select(one => plan.Monitors.Any(monitor => monitor.Database?.Hides(one.Value) == true) ? new(one.Key, "***") : one)]);
        if (plan.Only.Count > 0) { WriteTexts(json, "only", plan.Only); }
        WriteAll(json, "nodes", plan.Nodes, (_, node) =>
        {
            WriteNode(json, node);
            if (SwitchNumbers.Has(node)) { json.WriteString("number", SwitchNumbers.Of(node, plan).ToString("x16", System.Globalization.CultureInfo.InvariantCulture)); }
        });
        WriteAll(json, "links", plan.Links, WriteLink);
        WriteAll(json, "segments", plan.Segments, WriteSegment);
        WriteAll(json, "programs", plan.Programs, WriteProgram);
        WriteAll(json, "captures", plan.Captures, WriteCapture);
        WriteAll(json, "monitors", plan.Monitors, WriteMonitor);
        WriteAll(json, "events", plan.Events, WriteEvent);
        WriteAll(json, "checks", plan.Checks, WriteCheck);
        WriteTexts(json, "hosts", plan.HostsFile);
        json.WriteEndObject();
    }

    /// <summary>A program as one text, the same for what is declared the same. Which switches name a controller is said by them.</summary>
    internal static string Text(ProgramPlan program) => Text(json => WriteProgram(json, program with { Switches = null }));

    /// <summary>What a file says of a node beside its links and routes, as one text.</summary>
    internal static string Text(NodePlan node) => Text(json => WriteNode(json, node with { Interfaces = [], Routes = [] }));

    /// <summary>What happens to packets of one direction, as one text.</summary>
    internal static string Text(Impairments values) => Text(json => ImpairmentsJson.WriteMembers(json, values));

    private static string Text(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteNode(Utf8JsonWriter json, NodePlan node)
    {
        json.WriteString("name", node.Name);
        json.WriteString("kind", node.Kind.Form.Name);
        node.Settings.WriteMembers(json);
        if (node.Memory is { } memory) { json.WriteNumber("memory", memory.Bytes); }
        if (node.Cpus is { } cpus) { json.WriteNumber("cpus", cpus); }
        if (node.Pids is { } pids) { json.WriteNumber("pids", pids); }
        WriteMap(json, "sysctls", node.Sysctls);
        WriteAll(json, "interfaces", node.Interfaces, (_, one) =>
        {
            json.WriteString("name", one.Name);
            json.WriteString("fullName", one.FullName);
            json.WriteString("kernelName", one.KernelName);
            json.WriteString("mac", one.Mac.ToString());
            json.WriteNumber("mtu", one.Mtu);
            WriteTexts(json, "addresses", one.Addresses.Select(a => a.ToString()));
            json.WriteNumber("link", one.Link);
        });
        WriteAll(json, "routes", node.Routes, (_, route) =>
        {
            json.WriteString("to", route.To.ToString());
            json.WriteString("via", route.Via.ToString());
            json.WriteString("interface", route.Interface);
        });
    }

    private static void WriteLink(Utf8JsonWriter json, LinkPlan link)
    {
        json.WriteString("name", link.Name);
        json.WriteString("a", link.A.FullName);
        json.WriteString("b", link.B.FullName);
        json.WriteNumber("segment", link.Segment);
        json.WriteString("backend", link.Backend.ToString().ToLowerInvariant());
        json.WriteString("backendReason", link.BackendReason);
        if (!link.Offloads) { json.WriteBoolean("offloads", false); }
        json.WriteStartObject("aToB");
        ImpairmentsJson.WriteMembers(json, link.AtoB);
        json.WriteEndObject();
        json.WriteStartObject("bToA");
        ImpairmentsJson.WriteMembers(json, link.BtoA);
        json.WriteEndObject();
    }

    private static void WriteSegment(Utf8JsonWriter json, SegmentPlan segment)
    {
        json.WriteNumber("number", segment.Number);
        json.WriteBoolean("pointToPoint", segment.IsPointToPoint);
        WriteTexts(json, "networks", segment.Networks.Select(n => n.ToString()));
        WriteTexts(json, "switches", segment.Switches);
        WriteTexts(json, "members", segment.Members);
    }

    private static void WriteProgram(Utf8JsonWriter json, ProgramPlan program)
    {
        json.WriteString("name", program.Name);
        json.WriteString("node", program.Node);
        json.WriteString("kind", program.Kind.Form.Name);
        if (program.Switches is { } switches) { WriteTexts(json, "switches", switches); }
        json.WritePropertyName("settings");
        program.Settings.WriteTo(json);
        WriteTexts(json, "command", program.Command.Arguments);
        WriteMap(json, "env", program.Environment);
        if (program.Folder is { } folder) { json.WriteString("cwd", folder); }
        if (program.User is { } user) { json.WriteString("user", user); }
        if (program.Input is { } input) { json.WriteString("stdin", input); }
        WriteAll(json, "after", program.After, (_, wait) =>
        {
            json.WriteString("program", wait.Program);
            json.WriteString("until", wait.UntilExit ? "exit" : "ready");
        });
        if (program.At is { } at) { json.WriteNumber("at", Seconds(at)); }
        WriteSettings(json, "ready", program.Ready);
        WriteSettings(json, "expect", program.Expect);
        json.WriteString("restart", program.Restart switch { RestartRule.Always => "always", RestartRule.OnFailure => "on-failure", _ => "never" });
        json.WriteString("stopSignal", program.StopSignal);
        json.WriteNumber("stopSeconds", Seconds(program.StopTime));
    }

    private static void WriteCapture(Utf8JsonWriter json, CapturePlan capture)
    {
        json.WriteString("name", capture.Name);
        WriteTexts(json, "interfaces", capture.Interfaces.Select(i => i.FullName));
        if (capture.Filter.Length > 0) { json.WriteString("filter", capture.Filter); }
        json.WriteString("direction", capture.Direction.ToString().ToLowerInvariant());
        json.WriteNumber("ring", capture.Ring.Bytes);
        json.WriteNumber("snapLength", capture.SnapLength);
        if (capture.FileSize.Bytes > 0)
        {
            json.WriteNumber("fileSize", capture.FileSize.Bytes);
            json.WriteNumber("files", capture.Files);
        }
    }

    private static void WriteMonitor(Utf8JsonWriter json, MonitorPlan monitor)
    {
        json.WriteString("name", monitor.Name);
        json.WriteString("kind", monitor.Kind.Form.Name);
        WriteTexts(json, "interfaces", monitor.Interfaces.Select(i => i.FullName));
        if (monitor.Filter.Length > 0) { json.WriteString("filter", monitor.Filter); }
        json.WriteString("direction", monitor.Direction.ToString().ToLowerInvariant());
        json.WriteNumber("ring", monitor.Ring.Bytes);
        json.WriteNumber("refresh", Seconds(monitor.Refresh));
        json.WriteString("sink", monitor.SinkText);
        json.WritePropertyName("settings");
        monitor.Settings.WriteTo(json);
    }

    private static void WriteEvent(Utf8JsonWriter json, EventPlan one)
    {
        json.WriteString("name", one.Name);
        json.WriteString("kind", one.Kind.Form.Name);
        json.WriteNumber("at", Seconds(one.At));
        if (one.Every is { } every) { json.WriteNumber("every", Seconds(every)); }
        if (one.Times is { } times) { json.WriteNumber("times", times); }
        WriteAll(json, "targets", one.Targets, (_, target) =>
        {
            if (target.Name.Length > 0) { json.WriteString("name", target.Name); }
            json.WritePropertyName("settings");
            target.Settings.WriteTo(json);
        });
    }

    private static void WriteCheck(Utf8JsonWriter json, CheckPlan check)
    {
        json.WriteString("name", check.Name);
        json.WriteString("kind", check.Kind.Form.Name);
        json.WriteString("mode", check.Mode.ToString().ToLowerInvariant());
        if (check.LeftOut is { } leftOut) { json.WriteString("leftOut", leftOut); }
        if (check.Limit is { } limit) { json.WriteNumber("limit", Seconds(limit)); }
        if (check.Every is { } every) { json.WriteNumber("every", Seconds(every)); }
        json.WritePropertyName("settings");
        check.Settings.WriteTo(json);
    }

    private static void WriteSettings(Utf8JsonWriter json, string name, Settings? settings)
    {
        if (settings is null) { return; }
        json.WritePropertyName(name);
        settings.WriteTo(json);
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> things, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T thing in things)
        {
            json.WriteStartObject();
            write(json, thing);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) { json.WriteStringValue(text); }
        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, string>> map)
    {
        if (map.Count == 0) { return; }
        json.WriteStartObject(name);
        foreach ((string key, string value) in map) { json.WriteString(key, value); }
        json.WriteEndObject();
    }

    private static decimal Seconds(TimeSpan time) => time.Ticks / (decimal)TimeSpan.TicksPerSecond;
}
