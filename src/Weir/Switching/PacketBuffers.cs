namespace Weir.Switching;

/// <summary>Packets that wait for a controller to say what becomes of them, each under a number that is used once. The oldest gives its place to the newest.</summary>
internal sealed class PacketBuffers
{
    /// <summary>How many there are at most.</summary>
    public const int Capacity = 256;

    private readonly Kept?[] _places = new Kept?[Capacity];
    private uint _next;

    /// <summary>Packets that nobody asked for before their place was needed.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Keeps a packet and gives its number.</summary>
    public uint Keep(SwitchFrame frame, uint port)
    {
        // The highest bit stays free: all bits mean "no buffer".
        uint number = _next++ & 0x7fff_ffff;
        if (_places[number % Capacity] is not null) { Forgotten++; }
        _places[number % Capacity] = new Kept(number, port, frame.Interface, frame.HeaderAndBytes.ToArray());
        return number;
    }

    /// <summary>Takes a packet into <paramref name="frame"/>; false when it is not there any more.</summary>
    public bool TryTake(uint number, SwitchFrame frame, out uint port)
    {
        port = 0;
        if (_places[number % Capacity] is not { } kept || kept.Number != number) { return false; }
        _places[number % Capacity] = null;
        frame.BeginWhole(kept.HeaderAndFrame, kept.Interface);
        port = kept.Port;
        return true;
    }

    private sealed record Kept(uint Number, uint Port, int Interface, byte[] HeaderAndFrame);
}
