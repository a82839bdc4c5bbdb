using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Declaration;
using Weir.Memory;

namespace Weir.Checks.Looks;

/// <summary>Looks whether a TCP transfer from one node to another reaches a rate; what arrives counts. Pair after pair, so that no transfer takes from another.</summary>
internal static class ThroughputLook
{
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(5);

    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        string last = "";
        int pairs = 0;
        IReadOnlyList<string> all = settings.Texts("from");
        foreach (string from in all)
        {
            foreach (string to in settings.Texts("to"))
            {
                if (from == to && (all.Count > 1 || settings.Texts("to").Count > 1)) { continue; }
                TransferFigures figures = await MeasureAsync(settings, scene, from, to, cancellation).ConfigureAwait(false);
                last = $"{from} to {to}: {figures}";
                if (settings.RateOrNull("above") is { } above && figures.Received <= above.BitsPerSecond) { return CheckOutcome.Fail($"{last}, not above {above}"); }
                if (settings.RateOrNull("below") is { } below && figures.Received >= below.BitsPerSecond) { return CheckOutcome.Fail($"{last}, not below {below}"); }
                pairs++;
            }
        }

        if (pairs == 0) { throw new WeirException("there is no pair of different nodes"); }
        return CheckOutcome.Pass(pairs == 1 ? last : $"{pairs} pairs, the last {last}");
    }

    private static async Task<TransferFigures> MeasureAsync(Settings settings, ICheckScene scene, string from, string to, CancellationToken cancellation)
    {
        int port = (int)settings.Integer("port");
        string node = NodeOf(scene, to);
        IPAddress address = Peers.AddressOf(scene, to);
        if (MemoryPeers.HostOf(scene, from) is { } memory && MemoryPeers.HostOf(scene, node) is { } other) { return await MeasureAsync(settings, memory, other, address, port, cancellation).ConfigureAwait(false); }
        using Socket listener = await ListenAsync(scene, node, new IPEndPoint(address, port)).ConfigureAwait(false);
        (Socket? sender, string why) = await Peers.ConnectAsync(scene, from, address, port, s_connect, cancellation).ConfigureAwait(false);
        if (sender is null) { throw new WeirException(string.Create(CultureInfo.InvariantCulture, $"{from} to {to}:{port}: {why}")); }
        using (sender)
        {
            // The connection stands, so that it waits in the listener's queue: another node's cannot be first.
            using Socket receiver = await listener.AcceptAsync(cancellation).ConfigureAwait(false);
            return await new Transfer(sender, receiver, settings.Duration("time"), scene.Time).RunAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<TransferFigures> MeasureAsync(Settings settings, MemoryHost from, MemoryHost to, IPAddress address, int port, CancellationToken cancellation)
    {
        try
        {
            using var acceptor = new TcpAcceptor(to, port);
            (TcpConnection? sender, string why) = await MemoryPeers.ConnectAsync(from, address, port, s_connect, cancellation).ConfigureAwait(false);
            if (sender is null) { throw new WeirException(string.Create(CultureInfo.InvariantCulture, $"{from.Name} to {to.Name}:{port}: {why}")); }
            using (sender)
            {
                using TcpConnection receiver = await acceptor.AcceptAsync(cancellation).ConfigureAwait(false);
                return await new MemoryTransfer(sender, receiver, settings.Duration("time"), from.Loop).RunAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (SocketException fault)
        {
            throw new WeirException($"on {to.Name} nobody can listen at port {port}: {fault.Message}");
        }
    }

    private static async Task<Socket> ListenAsync(ICheckScene scene, string node, IPEndPoint at)
    {
        try
        {
            // Not to be cancelled: a socket that is opened after that would belong to nobody.
            return await scene.InsideAsync(node, () => Listen(at)).ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            throw new WeirException($"on {node} nobody can listen at {at}: {fault.Message}");
        }
    }

    private static Socket Listen(IPEndPoint at)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(at);
            socket.Listen(1);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string NodeOf(ICheckScene scene, string peer) => scene.Nodes.Contains(peer) ? peer
        : scene.Interface(peer)?.Node ?? (IPAddress.TryParse(peer, out IPAddress? address) ? scene.Nodes.FirstOrDefault(node => scene.AddressesOf(node).Contains(address)) : null)
        ?? throw new WeirException($"'{peer}' is no node of the lab: a transfer needs one at both ends");
}
