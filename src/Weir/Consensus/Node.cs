using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Consensus;

/// <summary>A node as a <see cref="NodeTable"/> knows it.</summary>
/// <param name="Name">Its name (<c>cn1</c>).</param>
/// <param name="Ip">Its address in the network; null when not known.</param>
/// <param name="Mac">Its hardware address as written in the table; null when not known.</param>
/// <param name="Address">Its consensus address; null when it is no validator or not known.</param>
/// <param name="NodeId">Its public key, 128 hexadecimal digits; null when not known.</param>
public sealed record Node(string Name, IpAddress? Ip, string? Mac, EthereumAddress? Address, string? NodeId);
