namespace Weir.Switching;

/// <summary>
/// Packets that wait for a controller to say what becomes of them, each under a number that is used once. A packet keeps its place for a second at least; while there is none, the controller gets the whole packet instead, so that none is lost.
/// </summary>
internal sealed class PacketBuffers(TimeProvider time)
{
    /// <summary>How many there are at most: more than are on their way to a controller and back when it has all that it can do.</summary>
    public const int Capacity = 4096;

    private const int MostBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly Kept?[] _places = new Kept?[Capacity];
    private uint _next;
    private int _bytes;

    /// <summary>Packets that nobody asked for before their place was needed.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Keeps a packet and gives its number; null when there is no room.</summary>
    public uint? TryKeep(SwitchFrame frame, uint port)
    {
        int size = frame.HeaderAndBytes.Length;
        if (!TryFree(_next) || _bytes + size > MostBytes) { return null; }

        // The highest bit stays free: all bits mean "no buffer".
        uint number = _next++ & 0x7fff_ffff;
        _places[number % Capacity] = new Kept(number, port, frame.Interface, frame.HeaderAndBytes.ToArray(), time.GetTimestamp());
        _bytes += size;
        return number;
    }

    /// <summary>Takes a packet into <paramref name="frame"/>; false when it is not there any more.</summary>
    public bool TryTake(uint number, SwitchFrame frame, out uint port)
    {
        port = 0;
        if (_places[number % Capacity] is not { } kept || kept.Number != number) { return false; }
        Empty(number);
        frame.BeginWhole(kept.HeaderAndFrame, kept.Interface);
        port = kept.Port;
        return true;
    }

    // Old packets go also from the places that come next, for the bytes that they hold.
    private bool TryFree(uint number)
    {
        const uint Ahead = 8;
        for (uint i = Ahead; i > 0; i--)
        {
            uint place = number + i - 1;
            if (_places[place % Capacity] is not { } kept) { continue; }
            if (time.GetElapsedTime(kept.At) < Least)
            {
                if (i == 1) { return false; }
                continue;
            }

            Empty(place);
            Forgotten++;
        }

        return true;
    }

    private void Empty(uint number)
    {
        _bytes -= _places[number % Capacity]!.HeaderAndFrame.Length;
        _places[number % Capacity] = null;
    }

    private sealed record Kept(uint Number, uint Port, int Interface, byte[] HeaderAndFrame, long At);
}
