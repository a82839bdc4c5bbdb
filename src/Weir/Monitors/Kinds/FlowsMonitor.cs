using Weir.Decoding;
using Weir.Processing;
using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Monitors.Kinds;

/// <summary>Keeps one row a conversation. Those that ended are written once more and forgotten, so that memory is that of the conversations that are open.</summary>
internal sealed class FlowsMonitor(int most, Dictionary<IpAddress, string> names) : IMonitor
{
    /// <summary>Conversations that ended and wait to be written, at most.</summary>
    private const int MaxEnded = 10_000;

    private readonly Dictionary<Conversation, long> _written = new(ReferenceEqualityComparer.Instance);
    private readonly List<Conversation> _ended = [];

    /// <summary>One row a conversation.</summary>
    public static RecordTable Flows { get; } = new("flows", "One TCP or UDP conversation at one point.", [
        new("point", RecordValueKind.Text, "name of the point of observation"),
        new("flow", RecordValueKind.Integer, "number of the conversation at its point"),
        new("protocol", RecordValueKind.Text, "tcp or udp"),
        new("client", RecordValueKind.Text, "address of the end that opened it"),
        new("client_name", RecordValueKind.Text, "the lab's node with that address; nothing when there is none"),
        new("client_port", RecordValueKind.Integer, "its port"),
        new("server", RecordValueKind.Text, "address of the other end"),
        new("server_name", RecordValueKind.Text, "the lab's node with that address; nothing when there is none"),
        new("server_port", RecordValueKind.Integer, "its port"),
        new("guessed", RecordValueKind.Integer, "1 when the opening did not pass, so that the client is a guess"),
        new("first_ns", RecordValueKind.Integer, "time of its first packet"),
        new("last_ns", RecordValueKind.Integer, "time of its last packet"),
        new("packets_to_server", RecordValueKind.Integer, "packets of the client"),
        new("bytes_to_server", RecordValueKind.Integer, "bytes in them, headers included"),
        new("packets_to_client", RecordValueKind.Integer, "packets of the server"),
        new("bytes_to_client", RecordValueKind.Integer, "bytes in them, headers included"),
        new("retransmissions_to_server", RecordValueKind.Integer, "segments of the client that repeated bytes"),
        new("retransmissions_to_client", RecordValueKind.Integer, "segments of the server that repeated bytes"),
        new("out_of_order", RecordValueKind.Integer, "segments that came before their turn, both ways"),
        new("missing_bytes", RecordValueKind.Integer, "bytes that never passed here, both ways"),
        new("round_trip_ms", RecordValueKind.Real, "from the client's SYN to its answer to the server's; nothing when that did not pass"),
        new("state", RecordValueKind.Text, "open, closed, half-closed, reset, idle, reused or evicted"),
    ]) { Group = ["point", "flow"] };

    /// <inheritdoc/>
    public IReadOnlyList<RecordTable> Tables { get; } = [Flows];

    /// <inheritdoc/>
    public CapturePathOptions Path { get; } = new() { Reassembly = new ReassemblyOptions { Conversations = most }, Decoding = new DecodingOptions { Protocols = [] } };

    /// <inheritdoc/>
    public bool IsFull => _ended.Count >= MaxEnded;

    /// <inheritdoc/>
    public IMessageSink SinkFor(CapturePoint point) => NoMessages.Instance;

    /// <inheritdoc/>
    public void End(Conversation conversation) => _ended.Add(conversation);

    /// <inheritdoc/>
    public void Write(LivePath path, ITableSink tables)
    {
        foreach (Conversation one in _ended)
        {
            Put(one, tables);
            _written.Remove(one);
        }

        _ended.Clear();
        foreach (Conversation one in path.OpenConversations)
        {
            long packets = one.Counters(Direction.ClientToServer).Packets + one.Counters(Direction.ServerToClient).Packets;
            if (_written.TryGetValue(one, out long before) && before == packets) { continue; }
            Put(one, tables);
            _written[one] = packets;
        }
    }

    private void Put(Conversation one, ITableSink tables)
    {
        RecordValue point = RecordValue.Of(one.Point.Name), flow = RecordValue.Of(one.Id);
        ConversationCounters up = one.Counters(Direction.ClientToServer), down = one.Counters(Direction.ServerToClient);
        tables.Clear(Flows, [point, flow]);
        tables.Accept(new Record(Flows, [
            point, flow, RecordValue.Of(one.Protocol == IpProtocols.Tcp ? "tcp" : "udp"), RecordValue.Of(one.Client.Address.ToString()),
            RecordValue.Of(names.GetValueOrDefault(one.Client.Address)), RecordValue.Of(one.Client.Port),
            RecordValue.Of(one.Server.Address.ToString()), RecordValue.Of(names.GetValueOrDefault(one.Server.Address)), RecordValue.Of(one.Server.Port), RecordValue.Of(one.ClientIsGuessed ? 1L : 0L), RecordValue.Of(one.Begin),
            RecordValue.Of(Math.Max(one.Begin, Math.Max(up.LastTime, down.LastTime))), RecordValue.Of(up.Packets), RecordValue.Of(up.Bytes), RecordValue.Of(down.Packets), RecordValue.Of(down.Bytes),
            RecordValue.Of(up.RetransmittedSegments), RecordValue.Of(down.RetransmittedSegments), RecordValue.Of(up.OutOfOrder + down.OutOfOrder), RecordValue.Of(up.MissingBytes + down.MissingBytes),
            RecordValue.Of(one.RoundTrip?.TotalMilliseconds), RecordValue.Of(one.Outcome)]));
    }
}
