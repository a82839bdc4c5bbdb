namespace Weir.Memory;

/// <summary>Why a host in memory did not take or pass on what came: nothing disappears without a count.</summary>
internal sealed class StackCounters
{
    /// <summary>Frames for another station, or of a protocol that the host does not speak.</summary>
    public long NotForHost { get; set; }

    /// <summary>Packets whose header or length makes no sense.</summary>
    public long Malformed { get; set; }

    /// <summary>Packets whose checksum is wrong.</summary>
    public long BadChecksum { get; set; }

    /// <summary>Packets for which there is no route.</summary>
    public long NoRoute { get; set; }

    /// <summary>Packets that were passed on too often.</summary>
    public long HopLimitExceeded { get; set; }

    /// <summary>Packets too large for a link that they must not be cut for.</summary>
    public long TooLarge { get; set; }

    /// <summary>Packets whose next station did not tell its Ethernet address, or that found the queue for it full.</summary>
    public long Unresolved { get; set; }

    /// <summary>Datagrams and segments for a port at which nobody listens.</summary>
    public long NoListener { get; set; }

    /// <summary>Datagrams that found a socket's queue full.</summary>
    public long SocketFull { get; set; }

    /// <summary>Connections that found a listener's queue full.</summary>
    public long BacklogFull { get; set; }

    /// <summary>Fragments that never became whole, or found no room.</summary>
    public long FragmentsLost { get; set; }

    /// <summary>Packets passed on.</summary>
    public long Forwarded { get; set; }
}
