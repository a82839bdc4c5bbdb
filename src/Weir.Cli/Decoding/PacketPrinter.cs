using Weir.Cli.Output;
using Weir.Decoding;
using Weir.Wire;
using Weir.Wire.Frames;

namespace Weir.Cli.Decoding;

/// <summary>Prints fields of packets: text in large pieces, because a row takes less time than one write.</summary>
internal sealed class PacketPrinter
{
    /// <summary>What is printed when no fields are chosen.</summary>
    private static readonly string[] Usual = ["frame.number", "frame.time_epoch", "frame.len", "eth.src", "eth.dst", "ip.src", "ip.dst", "ip.proto", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport"];

    private readonly CommandContext _context;
    private readonly FieldPlan _plan;
    private readonly WhereExpression? _where;
    private readonly JsonOutput? _json;
    private readonly JsonFields _fields = new();
    private readonly Dictionary<(FlowEnd, FlowEnd, byte), long>? _streams;
    private readonly long[] _nextStream = new long[256];
    private byte[] _buffer = new byte[1 << 16];
    private int _length;

    public PacketPrinter(CommandContext context, string[] fields, WhereExpression? where, bool json)
    {
        _context = context;
        _where = where;
        if (!FieldPlan.TryCompile(fields.Length == 0 ? Usual : fields, out FieldPlan? plan, out string? unknown))
        {
            throw new WeirException($"--fields {unknown}: no such field of a packet{(Suggestion.Nearest(unknown!, FrameFields.Names) is { } near ? $"; did you mean {near}?" : "")}");
        }

        _plan = plan;
        if (json) { _json = JsonOutput.Lines(context); }
        bool streams = json || fields.Contains("tcp.stream") || fields.Contains("udp.stream") || where?.Fields.Contains("tcp.stream") == true || where?.Fields.Contains("udp.stream") == true;
        if (streams) { _streams = []; }
    }

    /// <summary>Packets read.</summary>
    public long Read { get; private set; }

    /// <summary>Packets printed.</summary>
    public long Printed { get; private set; }

    public void Print(in Frame frame, in DecodedPacket packet)
    {
        Read++;
        var facts = new FrameFacts(frame.Number, frame.Time, frame.OriginalLength, _streams is null ? -1 : StreamOf(packet));
        if (_where is not null)
        {
            Describe(in frame, in packet, in facts, _where.Begin());
            if (!_where.Holds()) { return; }
        }

        Printed++;
        if (_json is not null)
        {
            Describe(in frame, in packet, in facts, _fields.Begin());
            _json.Line(_fields, static (writer, fields) => fields.Write(writer));
            return;
        }

        int written;
        while (!_plan.TryAppend(_buffer.AsSpan(_length), frame.Bytes, frame.Point.LinkType, packet, facts, out written) || _length + written == _buffer.Length)
        {
            if (_length > 0) { Flush(); }
            else { _buffer = new byte[2 * _buffer.Length]; }
        }

        _length += written;
        _buffer[_length++] = (byte)'\n';
    }

    /// <summary>Writes out what is buffered.</summary>
    public void Flush()
    {
        _context.OutStream.Write(_buffer, 0, _length);
        _length = 0;
    }

    private static void Describe(in Frame frame, in DecodedPacket packet, in FrameFacts facts, IFieldVisitor visitor)
    {
        visitor.Begin("frame");
        visitor.Field("number", facts.Number);
        visitor.Field("time_epoch", Format.Epoch(facts.Time));
        visitor.Field("len", facts.OriginalLength);
        visitor.Field("cap_len", frame.Bytes.Length);
        visitor.End();
        FrameFields.Describe(frame.Bytes, frame.Point.LinkType, visitor);
        if (facts.Stream < 0) { return; }
        visitor.Begin(packet.Protocol == 6 ? "tcp" : "udp");
        visitor.Field("stream", facts.Stream);
        visitor.End();
    }

    // Streams are numbered from 0 in the order of their first packets, as tshark numbers them.
    private long StreamOf(in DecodedPacket packet)
    {
        if (!packet.HasTransport || packet.Protocol is not (6 or 17)) { return -1; }
        var source = new FlowEnd(packet.Source, packet.SourcePort);
        var destination = new FlowEnd(packet.Destination, packet.DestinationPort);
        bool swap = source.Address.CompareTo(destination.Address) is var order && (order > 0 || (order == 0 && source.Port > destination.Port));
        (FlowEnd, FlowEnd, byte) key = swap ? (destination, source, packet.Protocol) : (source, destination, packet.Protocol);
        ref long stream = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_streams!, key, out bool known);
        if (!known) { stream = _nextStream[packet.Protocol]++; }
        return stream;
    }
}
