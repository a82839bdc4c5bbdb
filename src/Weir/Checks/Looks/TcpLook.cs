using System.Net.Sockets;
using Weir.Declaration;
using Weir.Memory;

namespace Weir.Checks.Looks;

/// <summary>Looks whether a TCP port accepts connections.</summary>
internal static class TcpLook
{
    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        int port = (int)settings.Integer("port");
        bool fails = settings.Flag("fails");
        int pairs = 0;
        foreach (string from in settings.Texts("from"))
        {
            foreach (string to in settings.Texts("to"))
            {
                if (MemoryPeers.HostOf(scene, from) is { } memory)
                {
                    (TcpConnection? connection, string reason) = await MemoryPeers.ConnectAsync(memory, Peers.AddressOf(scene, to), port, settings.Duration("timeout"), cancellation).ConfigureAwait(false);
                    connection?.Dispose();
                    if (connection is null != fails) { return CheckOutcome.Fail($"{from} to {to}:{port}: {(connection is null ? reason : "accepted")}"); }
                    pairs++;
                    continue;
                }

                (Socket? socket, string why) = await Peers.ConnectAsync(scene, from, Peers.AddressOf(scene, to), port, settings.Duration("timeout"), cancellation).ConfigureAwait(false);
                // Disposed without this, the socket would end the connection with a reset that nobody asked for.
                socket?.Shutdown(SocketShutdown.Both);
                socket?.Dispose();
                if (socket is null != fails) { return CheckOutcome.Fail($"{from} to {to}:{port}: {(socket is null ? why : "accepted")}"); }
                pairs++;
            }
        }

        return CheckOutcome.Pass($"{pairs} of {pairs} {(fails ? "not accepted, as wanted" : "accepted")}");
    }
}
