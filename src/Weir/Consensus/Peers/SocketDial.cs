using System.Net;
using System.Net.Sockets;

namespace Weir.Consensus.Peers;

/// <summary>
/// Connects a socket. The runtime's own way makes an exception with the lines of the source in its trace, for which it loads two libraries and the symbols of the program: 3 MiB in every node, as one is refused whose peers are
/// not all up before it.
/// </summary>
internal static class SocketDial
{
    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task ConnectAsync(Socket socket, IPEndPoint end, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var done = new TaskCompletionSource<SocketError>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var dial = new SocketAsyncEventArgs { RemoteEndPoint = end };
        dial.Completed += (_, finished) => done.TrySetResult(finished.SocketError);
        SocketError error;
        if (socket.ConnectAsync(dial))
        {
            using CancellationTokenRegistration cancelling = cancellation.UnsafeRegister(waiting => Socket.CancelConnectAsync((SocketAsyncEventArgs)waiting!), dial);
            error = await done.Task.ConfigureAwait(false);
        }
        else { error = dial.SocketError; }

        if (error == SocketError.Success) { return; }
        cancellation.ThrowIfCancellationRequested();
        throw new SocketException((int)error);
    }
}
