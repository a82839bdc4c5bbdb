using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>
/// One direction of an RLPx connection as a state machine over its bytes. This part holds the states and the way through the handshake; <c>.Frames</c> reads frames, <c>.Resume</c> finds
/// the next frame after lost bytes, <c>.Sizes</c> those that a wrong size hides, <c>.Join</c> the first one of a stream that begins in the middle; <c>.Doubt</c> says where messages may be missing.
/// </summary>
internal sealed partial class RlpxDirection(RlpxConversation conversation, Direction direction)
{
    private readonly DecodingStage _stage = conversation.Stage;
    private State _state = State.ConnectionType;
    private byte[] _buffer = [];
    private int _length;
    private long _skip;
    private State _afterSkip;
    private byte[] _handshakePacket = [];
    private long _lastTime = conversation.Conversation.Begin;

    private enum State : byte
    {
        ConnectionType,
        HandshakePacket,
        Frames,
        Skip,
        Resume,
        Join,
        Stale,
        Ended,
    }

    public void Accept(in Chunk chunk)
    {
        _startsMidStream |= chunk.StartsMidStream;
        switch (chunk.Kind)
        {
            case ChunkKind.Data:
                if (chunk.StartsMidStream && _state == State.ConnectionType) { _state = State.Join; }
                Data(chunk.Bytes, new Origin(in chunk));
                break;
            case ChunkKind.Gap:
                Gap(in chunk);
                break;
            case ChunkKind.End:
                End(in chunk);
                break;
        }
    }

    private void Data(ReadOnlySpan<byte> bytes, Origin origin)
    {
        while (!bytes.IsEmpty)
        {
            int eaten = _state switch
            {
                State.ConnectionType => ConnectionType(),
                State.HandshakePacket => HandshakePacket(bytes),
                State.Frames => Frames(bytes, origin),
                State.Skip => Skip(bytes),
                State.Resume => Resume(bytes, origin),
                State.Join => Join(bytes, origin),
                State.Stale => Stale(bytes, origin),
                _ => bytes.Length,
            };
            bytes = bytes[eaten..];
            origin.Offset += eaten;
        }
    }

    private int ConnectionType()
    {
        _state = State.HandshakePacket;
        return 1;
    }

    private int HandshakePacket(ReadOnlySpan<byte> bytes)
    {
        int wanted = RlpxHandshakePacket.PrefixSize;
        if (_length >= wanted)
        {
            bool fromInitiator = direction == Direction.ClientToServer;
            if (!RlpxHandshakePacket.TryGetLength(_buffer.AsSpan(0, _length), fromInitiator, out wanted, out _))
            {
                _state = State.Ended;
                return bytes.Length;
            }
        }

        int take = Math.Min(wanted - _length, bytes.Length);
        Keep(bytes[..take]);
        if (_length == wanted && wanted > RlpxHandshakePacket.PrefixSize)
        {
            conversation.IsCertain = true;
            _stage.KnownServers.Add(conversation.Conversation.Server);
            _handshakePacket = _buffer.AsSpan(0, _length).ToArray();
            _length = 0;
            _state = State.Frames;
        }

        return take;
    }

    private int Skip(ReadOnlySpan<byte> bytes)
    {
        int take = (int)Math.Min(_skip, bytes.Length);
        _skip -= take;
        if (_skip == 0) { _state = _afterSkip; }
        return take;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        int length = _length + bytes.Length;
        if (_buffer.Length < length) { Array.Resize(ref _buffer, Math.Max(length, Math.Max(512, 2 * _buffer.Length))); }
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = length;
    }

    private void Gap(in Chunk chunk)
    {
        long gapEnd = chunk.Offset + chunk.GapLength;
        switch (_state)
        {
            case State.ConnectionType:
            case State.HandshakePacket:
                GapInHandshake(in chunk);
                break;
            case State.Frames:
                GapInFrames(in chunk, gapEnd);
                break;
            case State.Skip:
                OpenDoubt(in chunk);
                GapInSkip(gapEnd, chunk.Offset);
                break;
            case State.Resume:
                OpenDoubt(in chunk);
                _stage.Balance.Add(Waypoint.BytesSkipped, _length);
                _length = 0;
                break;
            case State.Join:
                GapInJoin(in chunk);
                break;
        }
    }

    private void GapInJoin(in Chunk chunk)
    {
        // What came before the gap is searched now: a stream that loses bytes often would else never have enough of them in a row.
        if (_piecesLength >= RlpxHeader.Size && _stage.Secrets is not null)
        {
            TryJoin(isLast: false);
            if (_state != State.Join)
            {
                Gap(in chunk);
                return;
            }
        }

        OpenDoubt(in chunk);
        ForgetPieces();
        _attempt = 0;
    }

    private void GapInHandshake(in Chunk chunk)
    {
        // Without the packet no code can be checked, but a gap inside it leaves its end known.
        bool known = _length >= RlpxHandshakePacket.PrefixSize
            & RlpxHandshakePacket.TryGetLength(_buffer.AsSpan(0, _length), direction == Direction.ClientToServer, out int length, out _);
        if (known && chunk.GapLength <= length - _length)
        {
            _skip = length - _length - chunk.GapLength;
            _afterSkip = State.Frames;
            _state = _skip > 0 ? State.Skip : State.Frames;
        }
        else
        {
            OpenDoubt(in chunk);
            _state = State.Join;
        }

        _length = 0;
    }

    private void GapInSkip(long gapEnd, long offset)
    {
        long left = _skip - (gapEnd - offset);
        if (left >= 0)
        {
            _skip = left;
            if (left == 0) { _state = _afterSkip; }
        }
        else if (_afterSkip == State.Frames && _frames > 0)
        {
            BeginResume(offset + _skip);
        }
        else
        {
            _state = State.Join;
        }
    }

    private void End(in Chunk chunk)
    {
        // Where a node closed or reset the connection nothing can follow; where the capture ended, anything can.
        bool closed = chunk.End is StreamEnd.Closed or StreamEnd.Reset or StreamEnd.Reused;
        switch (_state)
        {
            case State.Frames or State.Skip or State.Resume:
                while (_state == State.Frames && TryReadAgain(new Origin(in chunk))) { }
                if (_length > 0 && _state == State.Frames && !closed) { OpenDoubt(_length, "ended inside a message"); }
                break;
            case State.Join or State.Stale:
                EndWithoutSecret(in chunk);
                break;
        }

        CloseDoubt(closed ? chunk.Time : long.MaxValue);
        conversation.Ended();
        _stage.Joining.Remove(this);
        _state = State.Ended;
        _buffer = [];
        _length = 0;
        _pieces.Clear();
    }

    /// <summary>Where bytes come from.</summary>
    private record struct Origin(long Frame, long Time, long Offset)
    {
        public Origin(in Chunk chunk) : this(chunk.FrameNumber, chunk.Time, chunk.Offset) { }
    }
}
