namespace Weir.Decoding;

/// <summary>
/// A conversation whose protocol is not known yet: keeps its first chunks until one protocol recognises them or all refuse, then hands them to the decoder as if it had been there from the begin.
/// </summary>
internal sealed class UndecidedConversation(Conversation conversation, DecodingStage stage) : ConversationDecoder
{
    /// <summary>Bytes of one direction that every protocol must be able to decide by: the longest word asked for is an HTTP method.</summary>
    private const int Enough = 64;

    private readonly List<Kept> _kept = [];
    private readonly byte[]?[] _starts = new byte[2][];
    private readonly int[] _lengths = new int[2];
    private readonly bool[] _lost = new bool[2];

    public override void Accept(in Chunk chunk)
    {
        if (chunk.Kind is ChunkKind.Data or ChunkKind.Datagram)
        {
            IProtocol? protocol = Ask(in chunk, out bool allRefuse);
            if (protocol is not null)
            {
                Become(protocol.Create(conversation, stage), in chunk);
                return;
            }

            if (allRefuse)
            {
                Become(IgnoredConversation.Instance, in chunk);
                return;
            }
        }

        if (chunk.Kind == ChunkKind.Gap)
        {
            // What comes after lost bytes is no begin.
            _lost[(int)chunk.Direction] = true;
            _lengths[(int)chunk.Direction] = 0;
        }

        _kept.Add(new Kept(in chunk));
    }

    private IProtocol? Ask(in Chunk chunk, out bool allRefuse)
    {
        int direction = (int)chunk.Direction;
        ReadOnlySpan<byte> bytes = chunk.Bytes;
        if (_lengths[direction] > 0 || bytes.Length < Enough)
        {
            byte[] start = _starts[direction] ??= new byte[Enough];
            int take = Math.Min(bytes.Length, Enough - _lengths[direction]);
            bytes[..take].CopyTo(start.AsSpan(_lengths[direction]));
            _lengths[direction] += take;
            bytes = start.AsSpan(0, _lengths[direction]);
        }

        Chunk first = !_lost[direction] ? chunk : new()
        {
            Conversation = conversation,
            Direction = chunk.Direction,
            Kind = chunk.Kind,
            Bytes = chunk.Bytes,
            Offset = chunk.Offset,
            StartsMidStream = true,
            FrameNumber = chunk.FrameNumber,
            Time = chunk.Time,
        };
        allRefuse = true;
        bool complete = bytes.Length >= Enough || chunk.Kind == ChunkKind.Datagram;
        foreach (IProtocol protocol in stage.Protocols)
        {
            switch (protocol.Recognise(conversation, in first, bytes, stage, complete))
            {
                case Recognition.Yes: return protocol;
                case Recognition.NeedMore: allRefuse = false; break;
            }
        }

        // Each direction decides for itself; the other one may still be recognised.
        if (allRefuse && _lengths[1 - direction] == 0 && conversation.Protocol == 6 && !complete) { allRefuse = false; }
        return null;
    }

    private void Become(ConversationDecoder decoder, in Chunk chunk)
    {
        conversation.State = decoder;
        foreach (Kept kept in _kept) { decoder.Accept(kept.ToChunk(conversation)); }
        decoder.Accept(in chunk);
    }

    private sealed class Kept(in Chunk chunk)
    {
        private readonly Direction _direction = chunk.Direction;
        private readonly ChunkKind _kind = chunk.Kind;
        private readonly byte[] _bytes = chunk.Bytes.ToArray();
        private readonly long _offset = chunk.Offset;
        private readonly long _gap = chunk.GapLength;
        private readonly StreamEnd _end = chunk.End;
        private readonly bool _midStream = chunk.StartsMidStream;
        private readonly long _frame = chunk.FrameNumber;
        private readonly long _time = chunk.Time;

        public Chunk ToChunk(Conversation conversation) => new()
        {
            Conversation = conversation,
            Direction = _direction,
            Kind = _kind,
            Bytes = _bytes,
            Offset = _offset,
            GapLength = _gap,
            End = _end,
            StartsMidStream = _midStream,
            FrameNumber = _frame,
            Time = _time,
        };
    }
}
