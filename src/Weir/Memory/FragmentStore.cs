namespace Weir.Memory;

/// <summary>
/// Joins the fragments of datagrams for a host. Bounded: a datagram beyond <see cref="MostDatagrams"/> takes the place of the oldest, and one that is not whole after <see cref="Patience"/> is given up. Pieces that
/// overlap what is there make the datagram void (RFC 5722 4; IPv4 is held to the same).
/// </summary>
internal sealed class FragmentStore(StackCounters counters)
{
    /// <summary>Datagrams that are put together at once at most.</summary>
    public const int MostDatagrams = 64;

    // The longest datagram that both versions can carry.
    private const int LongestDatagram = 65_535;

    /// <summary>How long the pieces of a datagram may take (RFC 8200 4.5: 60 s; Linux waits half of that).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<FragmentKey, Pieces> _open = [];
    private readonly Queue<FragmentKey> _order = new();

    /// <summary>Takes a piece; gives the whole payload when it was the last one missing, else null.</summary>
    /// <param name="key">The datagram.</param>
    /// <param name="offset">Where the piece lies, in bytes.</param>
    /// <param name="more">More pieces follow it.</param>
    /// <param name="piece">Its bytes.</param>
    /// <param name="now">The time in nanoseconds.</param>
    public byte[]? Take(FragmentKey key, int offset, bool more, ReadOnlySpan<byte> piece, long now)
    {
        GiveUp(now);
        if (offset + piece.Length > LongestDatagram || (more && piece.Length % 8 != 0))
        {
            counters.Malformed++;
            return null;
        }

        if (!_open.TryGetValue(key, out Pieces? pieces))
        {
            while (_open.Count >= MostDatagrams) { Drop(_order.Peek()); }
            _open[key] = pieces = new Pieces { Begin = now };
            _order.Enqueue(key);
        }

        if (!pieces.Add(offset, piece.ToArray(), more))
        {
            Drop(key);
            return null;
        }

        if (pieces.Whole() is not { } whole) { return null; }
        _open.Remove(key);
        return whole;
    }

    private void GiveUp(long now)
    {
        while (_order.TryPeek(out FragmentKey oldest) && (!_open.TryGetValue(oldest, out Pieces? pieces) || now - pieces.Begin > Patience.Ticks * 100)) { Drop(oldest); }
    }

    private void Drop(FragmentKey key)
    {
        if (_order.TryPeek(out FragmentKey oldest) && oldest == key) { _order.Dequeue(); }
        if (_open.Remove(key, out Pieces? pieces)) { counters.FragmentsLost += pieces.Count; }
    }

    private sealed class Pieces
    {
        private readonly SortedDictionary<int, byte[]> _byOffset = [];
        private int _length = -1;

        public long Begin { get; init; }

        public int Count => _byOffset.Count;

        public bool Add(int offset, byte[] bytes, bool more)
        {
            if (_byOffset.TryGetValue(offset, out byte[]? same) && same.Length == bytes.Length) { return true; }
            foreach ((int at, byte[] there) in _byOffset)
            {
                if (offset < at + there.Length && at < offset + bytes.Length) { return false; }
            }

            _byOffset[offset] = bytes;
            if (!more) { _length = offset + bytes.Length; }
            return true;
        }

        public byte[]? Whole()
        {
            if (_length < 0 || _byOffset.Values.Sum(one => one.Length) != _length) { return null; }
            byte[] whole = new byte[_length];
            foreach ((int at, byte[] bytes) in _byOffset) { bytes.CopyTo(whole, at); }
            return whole;
        }
    }
}
