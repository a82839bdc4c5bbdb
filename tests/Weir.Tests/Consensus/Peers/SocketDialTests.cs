using System.Net;
using System.Net.Sockets;
using Weir.Consensus.Peers;

namespace Weir.Tests.Consensus.Peers;

/// <summary>Connecting to who listens, to who does not, and to who is not waited for any more.</summary>
public sealed class SocketDialTests
{
    [Fact]
    public async Task It_connects_to_who_listens_and_says_who_does_not()
    {
        using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var end = (IPEndPoint)listener.LocalEndPoint!;
        using (var refused = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp))
        {
            (await Should.ThrowAsync<SocketException>(() => SocketDial.ConnectAsync(refused, end, TestContext.Current.CancellationToken))).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        }

        listener.Listen(1);
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        await SocketDial.ConnectAsync(socket, end, TestContext.Current.CancellationToken);
        socket.Connected.ShouldBeTrue();
        socket.RemoteEndPoint.ShouldBe(end);
    }

    [Fact]
    public async Task What_is_cancelled_ends_without_an_answer()
    {
        // A listener that takes no more connections lets the last one wait.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var sockets = new List<Socket>();
        try
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            Task? waiting = null;
            for (int i = 0; i < 8 && waiting is null; i++)
            {
                sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                Task dial = SocketDial.ConnectAsync(sockets[^1], (IPEndPoint)listener.LocalEndPoint!, cancel.Token);
                if (await Task.WhenAny(dial, Task.Delay(500, TestContext.Current.CancellationToken)) == dial) { await dial; }
                else { waiting = dial; }
            }

            Task last = waiting.ShouldNotBeNull();
            await cancel.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => last.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }
        finally
        {
            foreach (Socket socket in sockets) { socket.Dispose(); }
        }
    }
}
