using Weir.Wire.Frames;

namespace Weir.Lab.Plan;

/// <summary>An interface of a node: one end of a link.</summary>
/// <param name="Node">The node.</param>
/// <param name="Name">Its name inside the node: <c>eth0</c>.</param>
/// <param name="FullName">Its name everywhere else: <c>h1-eth0</c>.</param>
/// <param name="KernelName">The full name in 15 characters at most, unique in the lab: <see cref="KernelNames"/>.</param>
/// <param name="Mac">Its Ethernet address.</param>
/// <param name="Mtu">Largest packet in bytes.</param>
/// <param name="Addresses">Its addresses, IPv4 first; empty for a switch.</param>
/// <param name="Link">The index of its link in the plan.</param>
/// <param name="IsA">True when it is the link's end A.</param>
public sealed record InterfacePlan(string Node, string Name, string FullName, string KernelName, MacAddress Mac, int Mtu, IReadOnlyList<IpPrefix> Addresses, int Link, bool IsA);
