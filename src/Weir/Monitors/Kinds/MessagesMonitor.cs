using System.Runtime.InteropServices;
using Weir.Decoding;
using Weir.Platform;
using Weir.Processing;
using Weir.Wire.Frames;

namespace Weir.Monitors.Kinds;

/// <summary>Counts messages, and the places where some may be missing.</summary>
internal sealed class MessagesMonitor : IMonitor, IMessageSink
{
    /// <summary>Rows that are told apart; further senders and receivers are counted together, without their addresses.</summary>
    private const int MaxRows = 100_000;

    private readonly Dictionary<Key, Count> _counts = [];
    private readonly Dictionary<(string Point, string Protocol, string Reason), DoubtCount> _doubts = [];
    private readonly HashSet<Key> _changed = [];
    private readonly SecretWatch _secrets;
    private readonly Dictionary<IpAddress, string> _names;
    private bool _doubtsChanged;

    public MessagesMonitor(IReadOnlyCollection<string>? protocols, SecretWatch secrets, Dictionary<IpAddress, string> names)
    {
        _secrets = secrets;
        _names = names;
        Path = new CapturePathOptions { Decoding = new DecodingOptions { Secrets = secrets.Store, Protocols = protocols, Curve = Curves.Best, JoinBytes = MonitorSecrets.WaitingBytes } };
    }

    /// <summary>One row for messages with the same protocol, kind, sender and receiver.</summary>
    public static RecordTable Messages { get; } = new("messages", "Messages of one protocol and kind from one address to another, at one point.", [
        new("point", RecordValueKind.Text, "name of the point of observation"),
        new("protocol", RecordValueKind.Text, "http, dns or rlpx"),
        new("kind", RecordValueKind.Text, "kind within the protocol, such as request, query, prepare"),
        new("source", RecordValueKind.Text, "address of the sender; nothing for those beyond the first 100,000 rows"),
        new("destination", RecordValueKind.Text, "address of the receiver"),
        new("source_name", RecordValueKind.Text, "the lab's node with the sender's address; nothing when there is none"),
        new("destination_name", RecordValueKind.Text, "the lab's node with the receiver's address"),
        new("messages", RecordValueKind.Integer, "how many"),
        new("bytes", RecordValueKind.Integer, "their length in the stream, headers and padding included"),
        new("first_ns", RecordValueKind.Integer, "when the first passed"),
        new("last_ns", RecordValueKind.Integer, "when the last passed"),
    ]) { Group = ["point", "protocol", "kind", "source", "destination"] };

    /// <summary>One row a reason why messages may be missing.</summary>
    public static RecordTable Doubts { get; } = new("message_doubts", "How often messages of a protocol may be missing at a point, and why.", [
        new("point", RecordValueKind.Text, "name of the point of observation"),
        new("protocol", RecordValueKind.Text, "the protocol; empty when it was not known yet"),
        new("reason", RecordValueKind.Text, "why"),
        new("times", RecordValueKind.Integer, "how often"),
        new("bytes", RecordValueKind.Integer, "stream bytes concerned"),
    ]);

    /// <summary>Its tables.</summary>
    public static IReadOnlyList<RecordTable> All { get; } = [Messages, Doubts];

    /// <inheritdoc/>
    public IReadOnlyList<RecordTable> Tables => All;

    /// <inheritdoc/>
    public CapturePathOptions Path { get; }

    /// <inheritdoc/>
    public IMessageSink SinkFor(CapturePoint point) => this;

    /// <inheritdoc/>
    public IEnumerable<string> Remarks => _secrets.Remarks;

    /// <inheritdoc/>
    public void LookAround() => _secrets.Look();

    /// <inheritdoc/>
    public void Accept(Message message)
    {
        var key = new Key(message.Conversation.Point.Name, message.Protocol, message.Kind, message.Conversation.Sender(message.Direction).Address, message.Conversation.Receiver(message.Direction).Address);
        if (_counts.Count >= MaxRows && !_counts.ContainsKey(key)) { key = key with { Source = null, Destination = null }; }
        ref Count count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out bool known);
        if (!known) { count.First = message.Time; }
        count.Messages++;
        count.Bytes += message.Trail.Length;
        count.Last = Math.Max(count.Last, message.Time);
        _changed.Add(key);
    }

    /// <inheritdoc/>
    public void Accept(in Doubt doubt)
    {
        (string, string, string) key = (doubt.Conversation.Point.Name, doubt.Protocol, doubt.Reason);
        ref DoubtCount count = ref CollectionsMarshal.GetValueRefOrAddDefault(_doubts, key, out _);
        count.Times++;
        count.Bytes += doubt.Bytes;
        _doubtsChanged = true;
    }

    /// <inheritdoc/>
    public void Write(LivePath path, ITableSink tables)
    {
        foreach (Key key in _changed)
        {
            Count count = _counts[key];
            RecordValue[] group = [RecordValue.Of(key.Point), RecordValue.Of(key.Protocol), RecordValue.Of(key.Kind), RecordValue.Of(key.Source?.ToString()), RecordValue.Of(key.Destination?.ToString())];
            tables.Clear(Messages, group);
            tables.Accept(new Record(Messages, [.. group, RecordValue.Of(NameOf(key.Source)), RecordValue.Of(NameOf(key.Destination)), RecordValue.Of(count.Messages), RecordValue.Of(count.Bytes), RecordValue.Of(count.First), RecordValue.Of(count.Last)]));
        }

        _changed.Clear();
        if (!_doubtsChanged) { return; }
        _doubtsChanged = false;
        tables.Clear(Doubts, []);
        foreach (((string point, string protocol, string reason), DoubtCount count) in _doubts)
        {
            tables.Accept(new Record(Doubts, [RecordValue.Of(point), RecordValue.Of(protocol), RecordValue.Of(reason), RecordValue.Of(count.Times), RecordValue.Of(count.Bytes)]));
        }
    }

    private string? NameOf(IpAddress? address) => address is { } known ? _names.GetValueOrDefault(known) : null;

    private sealed record Key(string Point, string Protocol, string Kind, IpAddress? Source, IpAddress? Destination);

    private struct Count
    {
        public long Messages;
        public long Bytes;
        public long First;
        public long Last;
    }

    private struct DoubtCount
    {
        public long Times;
        public long Bytes;
    }
}
