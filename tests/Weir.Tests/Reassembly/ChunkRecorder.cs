using System.Text;

namespace Weir.Tests.Reassembly;

/// <summary>Keeps what reassembly hands on, and holds each chunk to the contract: offsets follow each other, one end a direction, nothing after it.</summary>
internal sealed class ChunkRecorder : IChunkSink
{
    public Dictionary<(Conversation, Direction), RecordedStream> Streams { get; } = [];

    /// <summary>Conversations in the order of their first chunks.</summary>
    public List<Conversation> Conversations { get; } = [];

    public void Accept(in Chunk chunk)
    {
        if (!Streams.TryGetValue((chunk.Conversation, chunk.Direction), out RecordedStream? stream))
        {
            stream = new RecordedStream();
            Streams.Add((chunk.Conversation, chunk.Direction), stream);
            if (!Conversations.Contains(chunk.Conversation)) { Conversations.Add(chunk.Conversation); }
        }

        stream.End.ShouldBe(StreamEnd.None, "nothing follows an end");
        chunk.Offset.ShouldBe(stream.Next, "offsets follow each other");
        stream.StartsMidStream = chunk.StartsMidStream;
        switch (chunk.Kind)
        {
            case ChunkKind.Data or ChunkKind.Datagram:
                if (chunk.Kind == ChunkKind.Data) { chunk.Bytes.Length.ShouldBeGreaterThan(0); }
                stream.Pieces.Add((chunk.Offset, chunk.Bytes.ToArray(), chunk.FrameNumber, chunk.Time));
                stream.Next += chunk.Bytes.Length;
                break;
            case ChunkKind.Gap:
                chunk.GapLength.ShouldBeGreaterThan(0);
                stream.Gaps.Add((chunk.Offset, chunk.GapLength));
                stream.Next += chunk.GapLength;
                break;
            default:
                chunk.End.ShouldNotBe(StreamEnd.None);
                stream.End = chunk.End;
                break;
        }
    }

    public RecordedStream this[Conversation conversation, Direction direction] =>
        Streams.TryGetValue((conversation, direction), out RecordedStream? stream) ? stream : new RecordedStream();
}

/// <summary>One direction as it was handed on.</summary>
internal sealed class RecordedStream
{
    public List<(long Offset, byte[] Bytes, long Frame, long Time)> Pieces { get; } = [];
    public List<(long Offset, long Length)> Gaps { get; } = [];
    public StreamEnd End { get; set; }
    public long Next { get; set; }
    public bool StartsMidStream { get; set; }

    public byte[] Bytes => [.. Pieces.SelectMany(p => p.Bytes)];

    /// <summary>The bytes as text, gaps as <c>[10]</c>.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            int gap = 0;
            foreach ((long offset, byte[] bytes, _, _) in Pieces)
            {
                while (gap < Gaps.Count && Gaps[gap].Offset < offset) { text.Append('[').Append(Gaps[gap++].Length).Append(']'); }
                text.Append(Encoding.Latin1.GetString(bytes));
            }

            while (gap < Gaps.Count) { text.Append('[').Append(Gaps[gap++].Length).Append(']'); }
            return text.ToString();
        }
    }
}
