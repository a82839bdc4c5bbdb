using System.Globalization;
using System.Text.Json;
using Weir.Cli.Output;
using Weir.Control;
using Weir.Wire.OpenFlow;

namespace Weir.Cli.Control;

/// <summary>Prints what a switch says of itself.</summary>
internal static class SwitchText
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Prints flows as they come and go, until the switch goes or the user ends it.</summary>
    public static async Task WatchAsync(CommandContext context, FlowClient client, bool json)
    {
        var watch = new FlowWatch(client);
        try
        {
            while (true)
            {
                foreach (FlowChange one in await watch.LookAsync(context.Cancellation))
                {
                    string word = one.IsAdded ? "added" : "removed";
                    if (!json)
                    {
                        context.Out.WriteLine($"{word,-7} {FlowText.Format(one.Flow, client.Version)}");
                        continue;
                    }

                    JsonOutput.Write(context, writer =>
                    {
                        writer.WriteStartObject();
                        writer.WriteString("change", word);
                        WriteMembers(writer, one.Flow, client.Version);
                        writer.WriteEndObject();
                    });
                }

                context.Flush();
                await Task.Delay(s_pause, context.Time, context.Cancellation);
            }
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            // The user has seen enough.
        }
    }

    /// <summary>Prints ports.</summary>
    public static void Ports(CommandContext context, IReadOnlyList<PortState> ports, bool json)
    {
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartArray();
                foreach (PortState port in ports) { Write(writer, port); }
                writer.WriteEndArray();
            });
            return;
        }

        var table = new TextTable(">port", "name", "state", ">packets in", ">bytes in", ">packets out", ">bytes out", ">dropped in", ">dropped out");
        foreach (PortState port in ports)
        {
            PortEntry? counters = port.Counters;
            table.Add(OpenFlowPorts.Name(port.Port.Number), port.Port.Name, port.IsUp ? "up" : "down", Text(counters?.ReceivedPackets), Text(counters?.ReceivedBytes), Text(counters?.SentPackets), Text(counters?.SentBytes), Text(counters?.ReceivedDropped), Text(counters?.SentDropped));
        }

        table.Write(context);
    }

    /// <summary>Prints groups.</summary>
    public static void Groups(CommandContext context, IReadOnlyList<GroupState> groups, OpenFlowVersion version, bool json)
    {
        if (json)
        {
            JsonOutput.Write(context, writer =>
            {
                writer.WriteStartArray();
                foreach (GroupState group in groups) { Write(writer, group, version); }
                writer.WriteEndArray();
            });
            return;
        }

        foreach (GroupState group in groups)
        {
            string buckets = string.Concat(group.Group.Buckets.Select(bucket => $",bucket={(bucket.Weight > 0 ? $"weight:{bucket.Weight}," : "")}{(bucket.WatchPort == OpenFlowPorts.Any ? "" : $"watch_port:{OpenFlowPorts.Name(bucket.WatchPort)},")}actions={Actions(bucket, version)}"));
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $" group_id={group.Group.Group},type={group.Kind}{buckets}{(group.Counters is { } counters ? $" packet_count={counters.Total.Packets},byte_count={counters.Total.Bytes}" : "")}"));
        }
    }

    /// <summary>Writes a flow as an object.</summary>
    public static void Write(Utf8JsonWriter json, FlowEntry flow, OpenFlowVersion version)
    {
        json.WriteStartObject();
        WriteMembers(json, flow, version);
        json.WriteEndObject();
    }

    /// <summary>Writes a port as an object.</summary>
    public static void Write(Utf8JsonWriter json, PortState port)
    {
        json.WriteStartObject();
        json.WriteNumber("number", port.Port.Number);
        json.WriteString("name", port.Port.Name);
        json.WriteString("mac", port.Port.Address.ToString());
        json.WriteBoolean("up", port.IsUp);
        if (port.Counters is { } counters)
        {
            json.WriteNumber("receivedPackets", counters.ReceivedPackets);
            json.WriteNumber("receivedBytes", counters.ReceivedBytes);
            json.WriteNumber("sentPackets", counters.SentPackets);
            json.WriteNumber("sentBytes", counters.SentBytes);
            json.WriteNumber("receivedDropped", counters.ReceivedDropped);
            json.WriteNumber("sentDropped", counters.SentDropped);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GroupState group, OpenFlowVersion version)
    {
        json.WriteStartObject();
        json.WriteNumber("number", group.Group.Group);
        json.WriteString("kind", group.Kind);
        json.WriteStartArray("buckets");
        foreach (GroupBucket bucket in group.Group.Buckets)
        {
            json.WriteStartObject();
            json.WriteNumber("weight", bucket.Weight);
            if (bucket.WatchPort != OpenFlowPorts.Any) { json.WriteString("watchPort", OpenFlowPorts.Name(bucket.WatchPort)); }
            json.WriteString("actions", Actions(bucket, version));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (group.Counters is { } counters)
        {
            json.WriteNumber("packets", counters.Total.Packets);
            json.WriteNumber("bytes", counters.Total.Bytes);
        }

        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, FlowEntry flow, OpenFlowVersion version)
    {
        json.WriteNumber("table", flow.Table);
        json.WriteNumber("priority", flow.Priority);
        json.WriteString("match", FlowText.Format(flow.Match, FlowMod.DefaultPriority, version));
        json.WriteString("actions", FlowText.Format(flow.Instructions, version));
        json.WriteNumber("cookie", flow.Cookie);
        json.WriteNumber("packets", flow.Packets);
        json.WriteNumber("bytes", flow.Bytes);
        json.WriteNumber("seconds", Math.Round(flow.Seconds + (flow.Nanoseconds / 1e9), 3));
        json.WriteNumber("idleTimeout", flow.IdleTimeout);
        json.WriteNumber("hardTimeout", flow.HardTimeout);
    }

    private static string Actions(GroupBucket bucket, OpenFlowVersion version) => FlowText.Format(FlowInstruction.Apply(bucket.Actions), version);

    private static string Text(ulong? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
