using System.Net;
using System.Net.Sockets;

namespace Weir.Cli.Traffic;

/// <summary>Turns the name or address of a peer into an address.</summary>
internal static class PeerName
{
    /// <summary>The address of a peer, IPv4 before IPv6 where a name has both.</summary>
    /// <exception cref="WeirException">There is no such name.</exception>
    public static async Task<IPAddress> ResolveAsync(string name, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(name.Trim('[', ']'), out IPAddress? address)) { return address; }
        try
        {
            IPAddress[] all = await Dns.GetHostAddressesAsync(name, cancellation);
            return all.OrderBy(one => one.AddressFamily == AddressFamily.InterNetworkV6).First();
        }
        catch (Exception fault) when (fault is SocketException or InvalidOperationException)
        {
            throw new WeirException($"'{name}' is no address, and no name that this machine knows: {fault.Message}", (int)ExitCode.Failed, fault);
        }
    }
}
