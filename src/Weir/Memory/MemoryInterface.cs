using Weir.Fabric;
using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>An Ethernet interface of a node in memory: one end of a link, with the counters that an interface of the kernel has. Taps see every frame that passes it.</summary>
internal sealed class MemoryInterface
{
    // Frames that all come in the same instant, such as those for all stations of a large segment, wait here until it is their turn.
    private const int QueueLength = 16_384;

    // A frame with a VLAN tag is that much longer than the MTU says.
    private const int TagLength = 4;

    private readonly MemoryLoop _loop;
    private readonly List<FrameTap> _taps = [];
    private readonly byte[] _frame;
    private bool _waits;

    /// <summary>Makes an interface that is down.</summary>
    public MemoryInterface(MemoryLoop loop, string node, string name, MacAddress mac, int mtu)
    {
        _loop = loop;
        Node = node;
        Name = name;
        Mac = mac;
        Mtu = mtu;
        _frame = new byte[mtu + EthernetHeader.Size + TagLength];
        End.Delivered = Call;
    }

    /// <summary>The node's name.</summary>
    public string Node { get; }

    /// <summary>Its name inside the node, such as <c>eth0</c>.</summary>
    public string Name { get; }

    /// <summary>Its Ethernet address.</summary>
    public MacAddress Mac { get; }

    /// <summary>Largest packet in bytes.</summary>
    public int Mtu { get; }

    /// <summary>Its end of the link.</summary>
    public MemoryEnd End { get; } = new(QueueLength);

    /// <summary>What takes the frames that it receives.</summary>
    public FrameHandler? Received { get; set; }

    /// <summary>True when it is set up: down, it neither sends nor receives.</summary>
    public bool IsUp { get; set; }

    /// <summary>True while its link carries frames in one direction at least.</summary>
    public bool HasCarrier { get; set; } = true;

    /// <summary>Frames sent.</summary>
    public long SentPackets { get; private set; }

    /// <summary>Bytes of these.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Frames received.</summary>
    public long ReceivedPackets { get; private set; }

    /// <summary>Bytes of these.</summary>
    public long ReceivedBytes { get; private set; }

    /// <summary>Frames that it could not send or take: it was down or without a carrier, or its queue was full.</summary>
    public long Dropped { get; private set; }

    /// <summary>Lets <paramref name="tap"/> see every frame from now on.</summary>
    public void Watch(FrameTap tap) => _taps.Add(tap);

    /// <summary>Sends a frame. False when it was dropped, which is counted.</summary>
    public bool Send(ReadOnlySpan<byte> frame)
    {
        if (!IsUp || !HasCarrier)
        {
            Dropped++;
            return false;
        }

        foreach (FrameTap tap in _taps) { tap(frame, sent: true); }
        if (!End.Send(frame))
        {
            Dropped++;
            return false;
        }

        SentPackets++;
        SentBytes += frame.Length;
        return true;
    }

    private void Call()
    {
        if (_waits) { return; }
        _waits = true;
        _loop.Post(Take);
    }

    private void Take()
    {
        _waits = false;
        while (End.TryReceive(_frame, out int length))
        {
            if (!IsUp)
            {
                Dropped++;
                continue;
            }

            ReadOnlySpan<byte> frame = _frame.AsSpan(0, length);
            ReceivedPackets++;
            ReceivedBytes += length;
            foreach (FrameTap tap in _taps) { tap(frame, sent: false); }
            Received?.Invoke(this, frame);
        }
    }
}
