using System.Globalization;
using System.Text.Json;
using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>What a controller knows at a moment: the switches that are connected, links between them, addresses and where they are. It is kept as JSON, and read by whoever shows it.</summary>
/// <param name="Switches">The switches by their numbers, and how long they have been there.</param>
/// <param name="Links">The links that its app has found.</param>
/// <param name="Hosts">The addresses that its app has learned, the first <see cref="HostLimit"/>.</param>
/// <param name="HostCount">How many addresses it has learned.</param>
/// <param name="Counters">What it has counted, by name.</param>
internal sealed record ControllerView(IReadOnlyList<ControllerView.Connected> Switches, IReadOnlyList<SwitchLink> Links, IReadOnlyList<LearnedHost> Hosts, int HostCount, IReadOnlyList<KeyValuePair<string, long>> Counters)
{
    /// <summary>Addresses that are written; a table of all that a large network has would be written once a second for nobody.</summary>
    public const int HostLimit = 5000;

    /// <summary>A switch that is connected.</summary>
    /// <param name="Datapath">Its number.</param>
    /// <param name="Version">The version of OpenFlow that is spoken, <c>1.0</c> or <c>1.3</c>.</param>
    /// <param name="Since">When it was ready.</param>
    /// <param name="Ports">How many ports it has.</param>
    public sealed record Connected(ulong Datapath, string Version, DateTimeOffset Since, int Ports);

    /// <summary>Where the controller that waits at this socket keeps it.</summary>
    public static string FileBeside(string socket) => socket + ".json";

    /// <summary>What a controller with this app knows now.</summary>
    public static ControllerView Of(ControllerApp app, IEnumerable<ControlledSwitch> switches, ControllerCounters counters)
    {
        LearnedHost[] hosts = [.. app.Hosts];
        return new ControllerView(
            [.. switches.OrderBy(one => one.DatapathId).Select(one => new Connected(one.DatapathId, one.Version == OpenFlowVersion.OpenFlow10 ? "1.0" : "1.3", one.ConnectedAt, one.Ports.Count(port => port.Key < OpenFlowPorts.Max)))],
            [.. app.Links.OrderBy(link => link.One).ThenBy(link => link.Other)], [.. hosts.OrderBy(host => host.At).ThenBy(host => host.Address.Value).Take(HostLimit)], hosts.Length,
            [.. Enum.GetValues<ControllerCounter>().Select(one => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(one.ToString()), counters[one]))]);
    }

    /// <summary>Writes it as one object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("switches");
        foreach (Connected one in Switches)
        {
            json.WriteStartObject();
            json.WriteString("number", Number(one.Datapath));
            json.WriteString("version", one.Version);
            json.WriteString("since", one.Since);
            json.WriteNumber("ports", one.Ports);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("links");
        foreach (SwitchLink link in Links)
        {
            json.WriteStartObject();
            Write(json, "one", link.One);
            Write(json, "other", link.Other);
            json.WriteBoolean("carries", link.Carries);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("hosts");
        foreach (LearnedHost host in Hosts)
        {
            json.WriteStartObject();
            json.WriteString("mac", host.Address.ToString());
            Write(json, "at", host.At);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("hostCount", HostCount);
        json.WriteStartObject("counters");
        foreach ((string name, long count) in Counters) { json.WriteNumber(name, count); }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote; null when it is something else.</summary>
    public static ControllerView? Read(JsonElement json)
    {
        try
        {
            return new ControllerView(
                [.. json.GetProperty("switches").EnumerateArray().Select(one => new Connected(NumberOf(one.GetProperty("number")), one.GetProperty("version").GetString() ?? "", one.GetProperty("since").GetDateTimeOffset(), one.GetProperty("ports").GetInt32()))],
                [.. json.GetProperty("links").EnumerateArray().Select(one => new SwitchLink(PortOf(one.GetProperty("one")), PortOf(one.GetProperty("other")), one.GetProperty("carries").GetBoolean()))],
                [.. json.GetProperty("hosts").EnumerateArray().Select(one => new LearnedHost(AddressOf(one.GetProperty("mac")), PortOf(one.GetProperty("at"))))],
                json.GetProperty("hostCount").GetInt32(), [.. json.GetProperty("counters").EnumerateObject().Select(one => KeyValuePair.Create(one.Name, one.Value.GetInt64()))]);
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A switch's number as it is written: sixteen hexadecimal digits.</summary>
    public static string Number(ulong datapath) => datapath.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong NumberOf(JsonElement text) => ulong.Parse(text.GetString() ?? "", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static MacAddress AddressOf(JsonElement text) => MacAddress.TryParse(text.GetString(), out MacAddress address) ? address : throw new FormatException("no hardware address");

    private static SwitchPort PortOf(JsonElement json) => new(NumberOf(json.GetProperty("switch")), json.GetProperty("port").GetUInt32());

    private static void Write(Utf8JsonWriter json, string name, SwitchPort port)
    {
        json.WriteStartObject(name);
        json.WriteString("switch", Number(port.Datapath));
        json.WriteNumber("port", port.Port);
        json.WriteEndObject();
    }
}
