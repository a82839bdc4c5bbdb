using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Memory;

namespace Weir.Checks.Looks;

/// <summary>Opens connections from nodes in memory.</summary>
internal static class MemoryPeers
{
    /// <summary>The network stack of a node in memory; null for a node of a kernel.</summary>
    public static MemoryHost? HostOf(ICheckScene scene, string node) => (scene as IMemoryScene)?.MemoryOf(node);

    /// <summary>Opens a TCP connection. Null when it was refused or stayed without an answer, with the reason in words.</summary>
    public static async Task<(TcpConnection? Connection, string Why)> ConnectAsync(MemoryHost from, IPAddress to, int port, TimeSpan limit, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(limit, from.Loop.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            return (await TcpConnection.ConnectAsync(from, WireAddress.Of(to), (ushort)port, either.Token).ConfigureAwait(false), "");
        }
        catch (SocketException fault)
        {
            return (null, fault.SocketErrorCode == SocketError.ConnectionRefused ? "refused" : fault.Message);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return (null, string.Create(CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds:0.###} s"));
        }
    }
}
