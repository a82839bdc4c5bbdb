namespace Weir.Memory;

/// <summary>Data that came before what belongs in front of it. Never holds more than the window that was offered, because nothing behind that is put in.</summary>
internal sealed class SegmentBuffer
{
    // In the order of their sequence numbers, without overlaps.
    private readonly LinkedList<(uint Begin, byte[] Data)> _pieces = new();

    /// <summary>True when nothing is in it.</summary>
    public bool IsEmpty => _pieces.Count == 0;

    /// <summary>Puts data in; what is there already is kept as it is.</summary>
    public void Add(uint begin, ReadOnlySpan<byte> data)
    {
        LinkedListNode<(uint Begin, byte[] Data)>? next = _pieces.First;
        while (!data.IsEmpty)
        {
            while (next is not null && Before(EndOf(next), begin + 1)) { next = next.Next; }
            if (next is not null && !Before(begin, next.Value.Begin))
            {
                // Its beginning is there: what lies behind may not be.
                int skip = (int)Math.Min((uint)data.Length, EndOf(next) - begin);
                data = data[skip..];
                begin += (uint)skip;
                continue;
            }

            int length = next is null ? data.Length : (int)Math.Min((uint)data.Length, next.Value.Begin - begin);
            (uint, byte[]) piece = (begin, data[..length].ToArray());
            if (next is null) { _pieces.AddLast(piece); } else { _pieces.AddBefore(next, piece); }
            data = data[length..];
            begin += (uint)length;
        }
    }

    /// <summary>Takes out the piece that continues at <paramref name="from"/>, without what lies before; null when there is none.</summary>
    public byte[]? Take(uint from)
    {
        while (_pieces.First is { } first && !Before(from, first.Value.Begin))
        {
            _pieces.RemoveFirst();
            uint skip = from - first.Value.Begin;
            if (skip < first.Value.Data.Length) { return skip == 0 ? first.Value.Data : first.Value.Data[(int)skip..]; }
        }

        return null;
    }

    private static uint EndOf(LinkedListNode<(uint Begin, byte[] Data)> piece) => piece.Value.Begin + (uint)piece.Value.Data.Length;

    private static bool Before(uint a, uint b) => (int)(a - b) < 0;
}
