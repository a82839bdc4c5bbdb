using System.Net;
using System.Net.Sockets;

namespace Weir.Traffic;

/// <summary>Finds the address of a name or address as a user wrote it.</summary>
internal static class TrafficTarget
{
    /// <summary>The first address of <paramref name="to"/>.</summary>
    /// <param name="to">An address or a name that this machine can resolve.</param>
    /// <param name="family">Which version is wanted; unspecified takes what comes first.</param>
    /// <exception cref="WeirException">There is no such name, or it has no address of that version.</exception>
    public static IPAddress Resolve(string to, AddressFamily family = AddressFamily.Unspecified)
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(to, out IPAddress? address) ? [address] : Dns.GetHostAddresses(to);
        }
        catch (Exception cause) when (cause is SocketException or ArgumentException)
        {
            throw new WeirException($"'{to}' is no address, and no name that this machine knows: {cause.Message}", 2, cause);
        }

        foreach (IPAddress one in addresses) { if (family == AddressFamily.Unspecified || one.AddressFamily == family) { return one; } }
        throw new WeirException($"'{to}' has no {(family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")} address");
    }

    /// <summary>A listening or receiving socket's address for a port on all addresses of both versions, or on one.</summary>
    public static (Socket Socket, EndPoint Local) Bindable(SocketType type, ProtocolType protocol, string? address, int port)
    {
        if (address is not null)
        {
            IPAddress one = Resolve(address);
            return (new Socket(one.AddressFamily, type, protocol), new IPEndPoint(one, port));
        }

        if (!Socket.OSSupportsIPv6) { return (new Socket(AddressFamily.InterNetwork, type, protocol), new IPEndPoint(IPAddress.Any, port)); }
        return (new Socket(AddressFamily.InterNetworkV6, type, protocol) { DualMode = true }, new IPEndPoint(IPAddress.IPv6Any, port));
    }
}
