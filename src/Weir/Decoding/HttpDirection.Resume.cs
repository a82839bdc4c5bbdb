using Weir.Wire.Http;

namespace Weir.Decoding;

/// <summary>Finding the next message behind lost bytes, or behind such that are no message.</summary>
internal sealed partial class HttpDirection
{
    /// <summary>Longest line that is kept: what servers accept as a first line. Of a longer one its end is kept, because the next message may begin in the same line.</summary>
    private const int MaxLine = 16 << 10;

    /// <summary>Bytes of the buffer before the current line: the lines of what may be a head.</summary>
    private int _line;

    /// <summary>Number of the frame that carried the first byte of the current line.</summary>
    private long _lineFrame;

    private string? _doubtReason;
    private long _doubtFrom;
    private long _doubtBytes;

    /// <summary>The place is lost: from here on each line is looked at.</summary>
    private void Lose(in Chunk chunk, string reason)
    {
        if (_doubtReason is null)
        {
            conversation.Stage.Balance.Add(Waypoint.MessagesNotUnderstood);
            (_doubtReason, _doubtFrom, _doubtBytes) = (reason, _lastTime, 0);
        }

        _doubtBytes += chunk.GapLength;
        Pass(_length);
        _head = null;
        _searched = 0;
        _state = State.Resume;
        conversation.Lost();
    }

    /// <summary>Takes one line, or what there is of it. When lines from a first one on make a head, the messages go on with it.</summary>
    private int Resume(ReadOnlySpan<byte> bytes, in Chunk chunk)
    {
        if (conversation.IsUpgraded)
        {
            Pass(_length);
            CloseDoubt(chunk.Time);
            _state = State.Ended;
            return bytes.Length;
        }

        int end = bytes.IndexOf((byte)'\n');
        int take = end < 0 ? bytes.Length : end + 1;
        if (_length == 0) { _offset = _position; }
        if (_length == _line) { _lineFrame = chunk.FrameNumber; }
        Keep(bytes[..take]);
        if (_length - _line > MaxLine || _length > HttpHead.MaxSize) { Pass(_length - Math.Min(_length - _line, MaxLine / 2)); }
        if (end < 0) { return take; }

        ReadOnlySpan<byte> line = _buffer.AsSpan(_line, _length - _line).TrimEnd("\r\n"u8);
        if (_line > 0)
        {
            if (line.IsEmpty && HttpHead.TryRead(_buffer.AsSpan(0, _length), out _head))
            {
                Found(in chunk, take);
                return take;
            }

            if (!line.IsEmpty && HttpStartLine.IsField(line))
            {
                _line = _length;
                return take;
            }

            // No head, so this line may be the first one of the next.
            Pass(_line);
            line = _buffer.AsSpan(0, _length).TrimEnd("\r\n"u8);
        }

        int start = FindStart(line);
        Pass(start < 0 ? _length : start);
        _line = _length;
        _firstFrame = _lineFrame;
        return take;
    }

    private int FindStart(ReadOnlySpan<byte> line)
    {
        bool request = direction == Direction.ClientToServer;
        int start = request ? HttpStartLine.FindRequest(line) : HttpStartLine.FindResponse(line);
        return start < 0 && conversation.Conversation.ClientIsGuessed ? (request ? HttpStartLine.FindResponse(line) : HttpStartLine.FindRequest(line)) : start;
    }

    private void Found(in Chunk chunk, int eaten)
    {
        _length = 0;
        _line = 0;
        _state = State.Head;
        CloseDoubt(chunk.Time);
        Begin(in chunk, eaten);
    }

    /// <summary>Forgets the first bytes of the buffer: they belong to no message.</summary>
    private void Pass(int bytes)
    {
        conversation.Stage.Balance.Add(Waypoint.BytesSkipped, bytes);
        _buffer.AsSpan(bytes, _length - bytes).CopyTo(_buffer);
        _length -= bytes;
        _offset += bytes;
        _line = 0;
    }

    private void GapInResume(long length)
    {
        _doubtBytes += length;
        Pass(_length);
    }

    private void CloseDoubt(long time)
    {
        if (_doubtReason is not { } reason) { return; }
        _doubtReason = null;
        conversation.Stage.Emit(new Doubt(conversation.Conversation, direction, "http", _doubtFrom, time, reason, _doubtBytes));
    }
}
