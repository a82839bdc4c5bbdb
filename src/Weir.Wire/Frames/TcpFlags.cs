namespace Weir.Wire.Frames;

/// <summary>TCP control bits (RFC 9293 3.1, RFC 3168).</summary>
[Flags]
public enum TcpFlags : ushort
{
    /// <summary>No bit.</summary>
    None = 0,
    /// <summary>No more data from the sender.</summary>
    Fin = 1,
    /// <summary>Synchronise sequence numbers.</summary>
    Syn = 2,
    /// <summary>Reset the connection.</summary>
    Rst = 4,
    /// <summary>Push.</summary>
    Psh = 8,
    /// <summary>The acknowledgement field is significant.</summary>
    Ack = 16,
    /// <summary>The urgent pointer is significant.</summary>
    Urg = 32,
    /// <summary>ECN echo.</summary>
    Ece = 64,
    /// <summary>Congestion window reduced.</summary>
    Cwr = 128,
    /// <summary>Accurate ECN (formerly nonce sum).</summary>
    Ae = 256,
}
