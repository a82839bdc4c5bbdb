using System.Globalization;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Decoding;
using Weir.Wire;
using Weir.Wire.Frames;

namespace Weir.Cli.Decoding;

/// <summary>Prints messages as they come: one a line. Files that are followed at the same time print into one another, line by line.</summary>
internal sealed class MessagePrinter : IMessageSink
{
    /// <summary>The fields that every message has.</summary>
    private static readonly string[] Common = ["time", "point", "src", "dst", "flow", "protocol", "kind", "first_packet", "last_packet", "length", "authenticity"];

    private readonly Lock _gate = new(); // all below it
    private readonly CommandContext _context;
    private readonly string[] _columns;
    private readonly WhereExpression? _where;
    private readonly JsonOutput? _json;
    private readonly JsonFields _fields = new();
    private readonly TextFields _text;

    public MessagePrinter(CommandContext context, string[] columns, WhereExpression? where, bool json)
    {
        _context = context;
        _columns = columns;
        _where = where;
        _text = new TextFields(columns);
        if (json) { _json = JsonOutput.Lines(context); }
        foreach (string column in columns)
        {
            if (ProblemOf(column) is { } problem) { throw new WeirException($"--fields {problem}"); }
        }
    }

    /// <summary>Messages that did not fulfil the condition.</summary>
    public long Filtered { get; private set; }

    /// <summary>Places where messages may be missing that were not printed, because only messages have the fields.</summary>
    public long DoubtsNotShown { get; private set; }

    /// <inheritdoc/>
    public void Accept(Message message)
    {
        lock (_gate) { Print(message); }
    }

    /// <inheritdoc/>
    public void Accept(in Doubt doubt)
    {
        lock (_gate) { Print(in doubt); }
    }

    /// <summary>Writes out what is buffered.</summary>
    public void Flush()
    {
        lock (_gate) { _context.Flush(); }
    }

    private void Print(Message message)
    {
        if (_where is not null)
        {
            Describe(message, _where.Begin());
            if (!_where.Holds())
            {
                Filtered++;
                return;
            }
        }

        if (_json is not null)
        {
            Describe(message, _fields.Begin());
            _json.Line(_fields, static (writer, fields) => fields.Write(writer));
        }
        else if (_columns.Length > 0)
        {
            Describe(message, _text.Begin());
            _context.Out.WriteLine(_text.Row());
        }
        else
        {
            _text.Begin();
            message.Value.Describe(_text);
            string summary = _text.Summary();
            _context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Format.Time(message.Time)}  {message.Conversation.Sender(message.Direction)} > {message.Conversation.Receiver(message.Direction)}  {message.Protocol} {message.Kind}{(summary.Length > 0 ? "  " : "")}{summary}"));
        }
    }

    private void Print(in Doubt doubt)
    {
        if (_json is not null || _columns.Length > 0)
        {
            DoubtsNotShown++;
            return;
        }

        string bytes = doubt.Bytes > 0 ? string.Create(CultureInfo.InvariantCulture, $", {doubt.Bytes} bytes") : "";
        _context.Out.WriteLine($"{Format.Time(doubt.From)}  {doubt.Conversation.Sender(doubt.Direction)} > {doubt.Conversation.Receiver(doubt.Direction)}  {doubt.Protocol} -- messages may be missing here: {doubt.Reason}{bytes}");
    }

    /// <summary>What is wrong with the name of a field of messages; null when nothing is. The fields of a protocol are known when a message comes; the protocol's name is known now.</summary>
    public static string? ProblemOf(string field)
    {
        int dot = field.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 ? Common.Contains(field) || ProtocolRegistry.Names.Contains(field) : ProtocolRegistry.Names.Contains(field[..dot])) { return null; }
        string near = Suggestion.Nearest(field, [.. Common, .. FrameFields.Names]) is { } name ? $"; did you mean {name}?" : "";
        string packets = PacketFields.ProblemOf(field) is null ? "; it is a field of packets: add --protocol packets" : near;
        return $"{field}: no field of messages{packets} (there are {string.Join(", ", Common)}, and those of {string.Join(", ", ProtocolRegistry.Names)})";
    }

    private static void Describe(Message message, IFieldVisitor visitor)
    {
        visitor.Field("time", Format.Time(message.Time));
        visitor.Field("point", message.Conversation.Point.Name);
        visitor.Field("src", message.Conversation.Sender(message.Direction).ToString());
        visitor.Field("dst", message.Conversation.Receiver(message.Direction).ToString());
        visitor.Field("flow", message.Conversation.Id);
        visitor.Field("protocol", message.Protocol);
        visitor.Field("kind", message.Kind);
        visitor.Field("first_packet", message.Trail.FirstFrame);
        visitor.Field("last_packet", message.Trail.LastFrame);
        visitor.Field("length", message.Trail.Length);
        if (message.Trail.Authenticity is { } authenticity) { visitor.Field("authenticity", BalanceTable.NameOf(authenticity)); }
        visitor.Begin(message.Protocol);
        message.Value.Describe(visitor);
        visitor.End();
    }
}
