using System.Globalization;
using Weir.Wire.Http;

namespace Weir.Decoding;

/// <summary>One direction of an HTTP connection as a state machine (RFC 9112 6): heads are read, bodies are counted, not kept.</summary>
internal sealed partial class HttpDirection(HttpConversation conversation, Direction direction)
{
    /// <summary>Bytes of a line that announces a chunk, extensions included.</summary>
    private const int MaxChunkLine = 4096;

    private byte[] _buffer = [];
    private int _length;
    private int _searched;
    private State _state = State.Head;
    private HttpHead? _head;
    private long _left;
    private long _body;
    private long _firstFrame;
    private long _offset;
    private long _position;
    private long _lastTime = conversation.Conversation.Begin;

    private enum State : byte { Head, Body, ChunkLine, Chunk, ChunkEnd, Trailer, UntilClose, Resume, Ended }

    public void Accept(in Chunk chunk)
    {
        if (_state == State.Ended || (conversation.IsUpgraded && _state == State.Head && _length == 0)) { return; }
        _position = chunk.Offset;
        switch (chunk.Kind)
        {
            case ChunkKind.Data:
                Data(chunk.Bytes, in chunk);
                break;
            case ChunkKind.Gap:
                Gap(in chunk);
                break;
            case ChunkKind.End:
                if (_state == State.UntilClose)
                {
                    if (chunk.End is not (StreamEnd.Closed or StreamEnd.Reused)) { Doubt(in chunk, "ended inside a message", 0); }
                    Emit(in chunk, 0);
                }
                else if (_state == State.Resume)
                {
                    Pass(_length);
                    CloseDoubt(EndOf(in chunk));
                }
                else if (_head is not null || _length > 0) { Doubt(in chunk, "ended inside a message", _left); }
                _state = State.Ended;
                break;
        }
    }

    private void Data(ReadOnlySpan<byte> bytes, in Chunk chunk)
    {
        while (!bytes.IsEmpty && _state != State.Ended)
        {
            _position = chunk.Offset + chunk.Bytes.Length - bytes.Length;
            if (_state == State.Head && _length == 0)
            {
                if (conversation.IsUpgraded)
                {
                    // What follows the response in the same bytes is the other protocol's already.
                    _state = State.Ended;
                    return;
                }

                _firstFrame = chunk.FrameNumber;
                _offset = _position;
            }

            int eaten = _state switch
            {
                State.Head => Head(bytes, in chunk),
                State.Body or State.Chunk => Body(bytes, in chunk),
                State.UntilClose => Count(bytes.Length),
                State.Resume => Resume(bytes, in chunk),
                _ => Line(bytes, in chunk),
            };
            bytes = bytes[eaten..];
        }
    }

    private int Head(ReadOnlySpan<byte> bytes, in Chunk chunk)
    {
        // Empty lines before a message are passed over (RFC 9112 2.2).
        if (_length == 0 && bytes[0] is (byte)'\r' or (byte)'\n') { return 1; }
        int before = _length;
        int take = Math.Min(bytes.Length, HttpHead.MaxSize - _length);
        Keep(bytes[..take]);
        int end = EndOfHead();
        if (end < 0)
        {
            if (_length >= HttpHead.MaxSize) { Lose(in chunk, "a head is longer than 64 KiB"); }
            return take;
        }

        ReadOnlySpan<byte> head = _buffer.AsSpan(0, end);
        _length = 0;
        _searched = 0;
        if (!HttpHead.TryRead(head, out _head))
        {
            _length = end;
            Lose(in chunk, "a head has another form");
        }
        else { Begin(in chunk, end - before); }
        return end - before;
    }

    private int EndOfHead()
    {
        for (int i = _searched; i < _length; i++)
        {
            if (_buffer[i] != '\n') { continue; }
            if (i + 1 < _length && _buffer[i + 1] == '\n') { return i + 2; }
            if (i + 2 < _length && _buffer[i + 1] == '\r' && _buffer[i + 2] == '\n') { return i + 3; }
        }

        _searched = Math.Max(0, _length - 2);
        return -1;
    }

    private void Begin(in Chunk chunk, int eaten)
    {
        _body = 0;
        HttpHead head = _head!;
        if (head.IsRequest) { conversation.Requested(head); }
        string method = head.IsRequest ? "" : conversation.Answers(head);
        bool bodyless = !head.IsRequest && (method == "HEAD" || head.Status is (>= 100 and < 200) or 204 or 304 || conversation.IsUpgraded);
        if (bodyless) { Emit(in chunk, eaten); }
        else if (head.IsChunked) { _state = State.ChunkLine; }
        else if (head.ContentLength is { } length)
        {
            _left = length;
            _state = State.Body;
            if (length == 0) { Emit(in chunk, eaten); }
        }
        else if (head.IsRequest) { Emit(in chunk, eaten); }
        else { _state = State.UntilClose; }
    }

    private int Count(int bytes)
    {
        _body += bytes;
        return bytes;
    }

    private int Body(ReadOnlySpan<byte> bytes, in Chunk chunk)
    {
        int take = (int)Math.Min(_left, bytes.Length);
        _body += take;
        _left -= take;
        if (_left == 0)
        {
            if (_state == State.Chunk) { _state = State.ChunkEnd; }
            else { Emit(in chunk, take); }
        }

        return take;
    }

    private int Line(ReadOnlySpan<byte> bytes, in Chunk chunk)
    {
        int end = bytes.IndexOf((byte)'\n');
        int take = end < 0 ? bytes.Length : end + 1;
        if (_length + take > MaxChunkLine)
        {
            Lose(in chunk, "a chunk line is longer than 4 KiB");
            return 0;
        }

        Keep(bytes[..take]);
        if (end < 0) { return take; }
        int length = _length;
        ReadOnlySpan<byte> line = _buffer.AsSpan(0, length).TrimEnd("\r\n"u8);
        _length = 0;
        switch (_state)
        {
            case State.ChunkLine when TrySize(line, out _left):
                _state = _left == 0 ? State.Trailer : State.Chunk;
                break;
            case State.ChunkLine:
                _length = length;
                Lose(in chunk, "a chunk has no size");
                break;
            case State.ChunkEnd:
                _state = State.ChunkLine;
                break;
            case State.Trailer when line.IsEmpty:
                Emit(in chunk, take);
                break;
        }

        return take;
    }

    private static bool TrySize(ReadOnlySpan<byte> line, out long size)
    {
        int end = line.IndexOf((byte)';');
        ReadOnlySpan<byte> digits = (end < 0 ? line : line[..end]).Trim(" \t"u8);
        size = 0;
        return digits.Length is > 0 and < 16 && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out size);
    }

    private void Gap(in Chunk chunk)
    {
        // Inside a body of known length the next message can still be found.
        if (_state is State.Body or State.Chunk && chunk.GapLength <= _left)
        {
            _left -= chunk.GapLength;
            _body += chunk.GapLength;
            if (_left > 0) { return; }
            if (_state == State.Chunk) { _state = State.ChunkEnd; }
            else { Emit(in chunk, chunk.GapLength); }
        }
        else if (_state == State.UntilClose)
        {
            _body += chunk.GapLength;
        }
        else if (_state == State.Resume)
        {
            GapInResume(chunk.GapLength);
        }
        else
        {
            Lose(in chunk, "lost bytes");
        }
    }

    private void Doubt(in Chunk chunk, string reason, long bytes) =>
        conversation.Stage.Emit(new Doubt(conversation.Conversation, direction, "http", _lastTime, EndOf(in chunk), reason, bytes));

    /// <summary>Until when messages may be missing behind the last chunk: where a side closed or reset the connection nothing can follow.</summary>
    private static long EndOf(in Chunk chunk) => chunk.End is StreamEnd.Closed or StreamEnd.Reset ? chunk.Time : long.MaxValue;

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        int length = _length + bytes.Length;
        if (_buffer.Length < length) { Array.Resize(ref _buffer, Math.Max(length, Math.Max(1024, 2 * _buffer.Length))); }
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = length;
    }

    private void Emit(in Chunk chunk, long eaten)
    {
        HttpHead head = _head!.WithBody(_body);
        _head = null;
        _state = State.Head;
        _lastTime = chunk.Time;
        string kind = head.IsRequest ? "request" : "response";
        if (!conversation.Stage.IsWanted("http", kind))
        {
            conversation.Stage.Balance.Add(Waypoint.MessagesFiltered);
            return;
        }

        long end = _position + eaten;
        conversation.Stage.Emit(new PendingMessage
        {
            Conversation = conversation.Conversation,
            Direction = direction,
            Protocol = "http",
            Kind = kind,
            Value = head,
            Time = chunk.Time,
            Trail = new Trail(_firstFrame, chunk.FrameNumber, _offset, (int)Math.Min(int.MaxValue, end - _offset)),
        });
    }
}
