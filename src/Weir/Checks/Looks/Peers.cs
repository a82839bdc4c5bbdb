using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Turns what a check says about a peer (a node, an interface, an address) into addresses.</summary>
internal static class Peers
{
    /// <summary>The addresses of a peer, IPv4 before IPv6.</summary>
    /// <exception cref="WeirException">It is no node, interface or address, or has no address.</exception>
    public static IReadOnlyList<IPAddress> AddressesOf(ICheckScene scene, string peer)
    {
        if (IPAddress.TryParse(peer, out IPAddress? address)) { return [address]; }
        IReadOnlyList<IPAddress> all = scene.AddressesOf(peer);
        if (all.Count == 0 && scene.Interface(peer) is { } one) { all = [.. one.Addresses.Select(text => IPAddress.Parse(text[..text.IndexOf('/', StringComparison.Ordinal)])).Where(found => !found.IsIPv6LinkLocal)]; }
        return all.Count > 0 ? all : throw new WeirException($"'{peer}' is no address, and no node or interface with one");
    }

    /// <summary>The first address of a peer.</summary>
    /// <exception cref="WeirException">It has none.</exception>
    public static IPAddress AddressOf(ICheckScene scene, string peer) => AddressesOf(scene, peer)[0];

    /// <summary>Opens a TCP connection from a node. Null when it was refused or stayed without an answer, with the reason in words.</summary>
    public static async Task<(Socket? Socket, string Why)> ConnectAsync(ICheckScene scene, string from, IPAddress to, int port, TimeSpan limit, CancellationToken cancellation)
    {
        Socket socket = await scene.InsideAsync(from, () => new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp)).ConfigureAwait(false);
        using var timer = new CancellationTokenSource(limit, scene.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(to, port), either.Token).ConfigureAwait(false);
            return (socket, "");
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            return (null, fault.SocketErrorCode == SocketError.ConnectionRefused ? "refused" : fault.Message);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            cancellation.ThrowIfCancellationRequested();
            return (null, string.Create(CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds:0.###} s"));
        }
    }
}
