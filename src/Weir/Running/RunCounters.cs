using System.Text.Json;
using Weir.Lab.Building;
using Weir.Memory;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Running;

/// <summary>Writes the counters of every interface, what was asked and measured of every link that something is asked of, and the accounts of nodes that keep one, into <c>counters.jsonl</c>, once a second and at the end. Counters are from the node's side, as everywhere.</summary>
internal sealed class RunCounters : IAsyncDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly LabNetwork _network;
    private readonly FileStream _file;
    private readonly RunEvents _events;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _writing;
    private bool _told;

    /// <summary>Begins to write.</summary>
    public RunCounters(LabNetwork network, RunFolder folder, TimeProvider time, RunEvents events)
    {
        _network = network;
        _events = events;
        _file = new FileStream(folder.Counters, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        _writing = WriteAsync(time);
    }

    /// <summary>Writes the last line and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) { return; }
        Cancel(_end);
        await _writing.ConfigureAwait(false);
        try
        {
            Close();
        }
        catch (IOException fault)
        {
            Tell(fault);
        }

        _end.Dispose();
    }

    // Neither is awaited: both would go on in another thread, and a lab in memory has one only.
    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    private void Close() => _file.Dispose();

    private async Task WriteAsync(TimeProvider time)
    {
        try
        {
            await WriteLinesAsync(time).ConfigureAwait(false);
        }
        catch (WeirException fault)
        {
            _events.Say(RunEventKinds.Warning, "", $"the counters cannot be read any more: {fault.Message}");
        }
        catch (IOException fault)
        {
            Tell(fault);
        }
    }

    // Once: a disk that is full is full at every line.
    private void Tell(IOException fault)
    {
        if (_told) { return; }
        _told = true;
        _events.Say(RunEventKinds.Warning, "", $"the counters cannot be written any more: {fault.Message}");
    }

    private async Task WriteLinesAsync(TimeProvider time)
    {
        long begin = time.GetTimestamp();
        try
        {
            for (int count = 1; ; count++)
            {
                WriteLine();
                TimeSpan left = (s_period * count) - time.GetElapsedTime(begin);
                await ClockPause.ForAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, _end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            WriteLine();
        }
    }

    private void WriteLine()
    {
        // Nothing that is read may be taken out of the lab meanwhile.
        lock (_network.Standing)
        using (var json = new Utf8JsonWriter(_file))
        {
            json.WriteStartObject();
            json.WriteNumber("time", Math.Round(_events.Now, 6));
            json.WriteStartObject("interfaces");
            Dictionary<NetworkNamespace, Dictionary<int, LinkInfo>> there = Read(_network);
            foreach (LabInterface one in _network.Nodes.SelectMany(node => node.Plan.Interfaces).Select(plan => _network.Interface(plan.FullName)).OfType<LabInterface>())
            {
                if (one.Memory is { } memory) { Write(json, one.Plan.FullName, memory); }
                if (one.Node.Network is not { } network || there[network].GetValueOrDefault(one.Index)?.Statistics is not { } count) { continue; }
                bool outer = one.Node.TakesTaps;
                json.WriteStartObject(one.Plan.FullName);
                json.WriteNumber("sentPackets", outer ? count.ReceivedPackets : count.SentPackets);
                json.WriteNumber("sentBytes", outer ? count.ReceivedBytes : count.SentBytes);
                json.WriteNumber("receivedPackets", outer ? count.SentPackets : count.ReceivedPackets);
                json.WriteNumber("receivedBytes", outer ? count.SentBytes : count.ReceivedBytes);
                json.WriteNumber("dropped", count.SendDropped + count.ReceiveDropped);
                json.WriteNumber("errors", count.SendErrors + count.ReceiveErrors);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartObject("links");
            foreach (LabLink link in _network.Links)
            {
                IReadOnlyList<LinkMeasurement> directions = link.Measure();
                if (directions.Count == 0) { continue; }
                json.WriteStartArray(link.Plan.Name);
                foreach (LinkMeasurement one in directions)
                {
                    json.WriteStartObject();
                    LinkJson.WriteMembers(json, one);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteStartObject("nodes");
            foreach (LabNode node in _network.Nodes)
            {
                IReadOnlyList<KeyValuePair<string, long>> account = node.Network is { } space ? node.Account(there[space]) : [];
                if (account.Count == 0) { continue; }
                json.WriteStartObject(node.Plan.Name);
                foreach ((string name, long packets) in account) { json.WriteNumber(name, packets); }
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        _file.WriteByte((byte)'\n');
        _file.Flush();
    }

    // All interfaces of each namespace by their numbers: each is asked once, whoever lives there.
    private static Dictionary<NetworkNamespace, Dictionary<int, LinkInfo>> Read(LabNetwork network) =>
        network.Nodes.Select(node => node.Network).OfType<NetworkNamespace>().Distinct().ToDictionary(space => space, space => space.Routes.Links().ToDictionary(link => link.Index));

    private static void Write(Utf8JsonWriter json, string name, MemoryInterface one)
    {
        json.WriteStartObject(name);
        json.WriteNumber("sentPackets", one.SentPackets);
        json.WriteNumber("sentBytes", one.SentBytes);
        json.WriteNumber("receivedPackets", one.ReceivedPackets);
        json.WriteNumber("receivedBytes", one.ReceivedBytes);
        json.WriteNumber("dropped", one.Dropped);
        json.WriteNumber("errors", 0);
        json.WriteEndObject();
    }
}
