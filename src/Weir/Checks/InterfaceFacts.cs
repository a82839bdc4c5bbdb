namespace Weir.Checks;

/// <summary>An interface of a node now. Counters are from the node's side: sent is what the node sent.</summary>
/// <param name="Node">The node.</param>
/// <param name="Name">The interface inside the node.</param>
/// <param name="IsUp">True when it is up and has a carrier.</param>
/// <param name="Mtu">Largest packet in bytes.</param>
/// <param name="Addresses">Its addresses with their prefix, such as <c>10.1.0.1/16</c>.</param>
/// <param name="SentPackets">Packets sent.</param>
/// <param name="SentBytes">Bytes sent, link headers included.</param>
/// <param name="ReceivedPackets">Packets received.</param>
/// <param name="ReceivedBytes">Bytes received, link headers included.</param>
/// <param name="Dropped">Packets dropped in both directions.</param>
/// <param name="Errors">Errors in both directions.</param>
public sealed record InterfaceFacts(string Node, string Name, bool IsUp, int Mtu, IReadOnlyList<string> Addresses,
    long SentPackets, long SentBytes, long ReceivedPackets, long ReceivedBytes, long Dropped, long Errors);
