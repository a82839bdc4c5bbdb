using System.Globalization;
using System.Text;
using Weir.Cli.Output;

namespace Weir.Cli.Captures;

/// <summary>Prints the bytes of the conversations that a <see cref="FlowName"/> means, while they come out of reassembly.</summary>
internal sealed class FlowPrinter : IChunkSink
{
    private const int BytesPerLine = 16;
    private readonly CommandContext _context;
    private readonly FlowName _name;
    private readonly FollowForm _form;
    private readonly Direction? _only;
    private readonly byte[] _line = new byte[BytesPerLine];
    private readonly StringBuilder _text = new();
    private int _pending;
    private long _lineOffset;
    private Conversation? _last;
    private CapturePoint? _point;
    private Direction _lastDirection;
    private bool _atLineStart = true;

    /// <summary>Makes a printer.</summary>
    public FlowPrinter(CommandContext context, FlowName name, FollowForm form, Direction? only) => (_context, _name, _form, _only) = (context, name, form, only);

    /// <summary>True when a conversation was found.</summary>
    public bool Found { get; private set; }

    /// <inheritdoc/>
    public void Accept(in Chunk chunk)
    {
        if (!_name.Matches(chunk.Conversation)) { return; }
        // A number without a point means the first point that has it.
        _point ??= chunk.Conversation.Point;
        if (_name.Id != 0 && !ReferenceEquals(_point, chunk.Conversation.Point)) { return; }
        Found = true;
        if (_only is { } only && chunk.Direction != only) { return; }
        switch (chunk.Kind)
        {
            case ChunkKind.Data or ChunkKind.Datagram when chunk.Bytes.Length > 0:
                Head(chunk);
                Bytes(chunk);
                break;
            case ChunkKind.Gap:
                Gap(chunk);
                break;
        }
    }

    /// <summary>Writes what is left of a line.</summary>
    public void Finish()
    {
        FlushHex();
        if (!_atLineStart && _form == FollowForm.Text) { _context.Out.WriteLine(); }
        _atLineStart = true;
    }

    private void Head(in Chunk chunk)
    {
        bool same = ReferenceEquals(_last, chunk.Conversation) && _lastDirection == chunk.Direction;
        (_last, _lastDirection) = (chunk.Conversation, chunk.Direction);
        if (same || _form == FollowForm.Raw) { return; }
        Finish();
        _context.Out.WriteLine(_context.Paint.Bold(string.Create(
            CultureInfo.InvariantCulture, $"# {chunk.Conversation.Sender(chunk.Direction)} > {chunk.Conversation.Receiver(chunk.Direction)}  flow {chunk.Conversation.Id}, offset {chunk.Offset}, packet {chunk.FrameNumber}, {Format.Time(chunk.Time)}")));
    }

    private void Gap(in Chunk chunk)
    {
        string sender = chunk.Conversation.Sender(chunk.Direction).ToString();
        string text = string.Create(CultureInfo.InvariantCulture, $"{chunk.GapLength} bytes from {sender} were not captured, at offset {chunk.Offset} (known at packet {chunk.FrameNumber})");
        if (_form == FollowForm.Raw)
        {
            _context.Error.WriteLine($"weir: {text}");
            return;
        }

        Head(chunk);
        Finish();
        _context.Out.WriteLine(_context.Paint.Yellow($"# {text}"));
    }

    private void Bytes(in Chunk chunk)
    {
        switch (_form)
        {
            case FollowForm.Raw:
                _context.OutStream.Write(chunk.Bytes);
                break;
            case FollowForm.Hex:
                Hex(chunk);
                break;
            default:
                Text(chunk.Bytes);
                break;
        }
    }

    private void Text(ReadOnlySpan<byte> bytes)
    {
        _text.Clear();
        foreach (byte b in bytes)
        {
            if (b != '\r') { _text.Append(b is >= 0x20 and < 0x7f or (byte)'\n' or (byte)'\t' ? (char)b : '.'); }
        }

        foreach (ReadOnlyMemory<char> part in _text.GetChunks()) { _context.Out.Write(part.Span); }
        if (_text.Length > 0) { _atLineStart = _text[^1] == '\n'; }
    }

    private void Hex(in Chunk chunk)
    {
        long offset = chunk.Offset;
        foreach (byte b in chunk.Bytes)
        {
            if (_pending == 0) { _lineOffset = offset; }
            _line[_pending++] = b;
            offset++;
            if (_pending == BytesPerLine) { FlushHex(); }
        }
    }

    private void FlushHex()
    {
        if (_pending == 0) { return; }
        _text.Clear();
        _text.Append(CultureInfo.InvariantCulture, $"{_lineOffset:x8} ");
        for (int i = 0; i < BytesPerLine; i++)
        {
            if (i == BytesPerLine / 2) { _text.Append(' '); }
            if (i < _pending) { _text.Append(CultureInfo.InvariantCulture, $" {_line[i]:x2}"); }
            else { _text.Append("   "); }
        }

        _text.Append("  ");
        for (int i = 0; i < _pending; i++) { _text.Append(_line[i] is >= 0x20 and < 0x7f ? (char)_line[i] : '.'); }
        _context.Out.WriteLine(_text.ToString());
        _pending = 0;
    }
}
