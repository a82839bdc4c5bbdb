using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Weir.Fabric;
using Weir.Lab.Building;
using Weir.Memory;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Tests.Memory;

/// <summary>The stack in memory against the kernel's, over a tap: the two understand each other, whatever the link loses.</summary>
public sealed class KernelPeerTests
{
    [Theory]
    [InlineData("10.9.0.2", 0)]
    [InlineData("10.9.0.2", 2)]
    [InlineData("fd09::2", 2)]
    public async Task What_is_sent_to_the_kernel_arrives_whole_and_what_it_answers_too(string address, int lossPercent)
    {
        using var peer = new Peer(lossPercent);
        byte[] data = Bytes(1_500_000);
        IPAddress at = IPAddress.Parse(address);
        using Socket listener = peer.Space.Run(() => new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(at, 7000));
        listener.Listen();
        Task<string> kernel = HashAsync(listener);
        byte[] answer = await peer.RunAsync(async () =>
        {
            using TcpConnection connection = await TcpConnection.ConnectAsync(peer.Host, MemoryNet.Address(address), 7000, CancellationToken.None);
            await connection.SendAsync(data, CancellationToken.None);
            connection.EndSending();
            return await ReadAllAsync(connection);
        });
        string sent = Convert.ToHexString(SHA256.HashData(data));
        (await kernel).ShouldBe(sent);
        Convert.ToHexString(answer).ShouldBe(sent);
    }

    [Theory]
    [InlineData("10.9.0.1", 0)]
    [InlineData("fd09::1", 2)]
    public async Task What_the_kernel_sends_arrives_whole(string address, int lossPercent)
    {
        using var peer = new Peer(lossPercent);
        byte[] data = Bytes(1_500_000);
        IPAddress at = IPAddress.Parse(address);
        using var listens = new SemaphoreSlim(0);
        Task<byte[]> memory = peer.RunAsync(async () =>
        {
            using var acceptor = new TcpAcceptor(peer.Host, 7000);
            listens.Release();
            using TcpConnection connection = await acceptor.AcceptAsync(CancellationToken.None);
            return await ReadAllAsync(connection);
        });
        await listens.WaitAsync(TestContext.Current.CancellationToken);
        using Socket client = peer.Space.Run(() => new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        await client.ConnectAsync(new IPEndPoint(at, 7000), TestContext.Current.CancellationToken);
        for (int sent = 0; sent < data.Length;) { sent += await client.SendAsync(data.AsMemory(sent), TestContext.Current.CancellationToken); }
        client.Shutdown(SocketShutdown.Send);
        Convert.ToHexString(SHA256.HashData(await memory)).ShouldBe(Convert.ToHexString(SHA256.HashData(data)));
    }

    [Theory]
    [InlineData("10.9.0.2")]
    [InlineData("fd09::2")]
    public async Task The_kernel_answers_echo_requests_also_in_pieces_and_refuses_what_nobody_listens_for(string address)
    {
        using var peer = new Peer(0);
        (int answers, SocketError tcp, SocketError udp) = await peer.RunAsync(async () =>
        {
            int heard = 0;
            using var port = new EchoPort(peer.Host, one => heard += one.Why is null ? 1 : 0);
            foreach (int size in (int[])[56, 4000]) { port.Send(MemoryNet.Address(address), (ushort)size, new byte[size]).ShouldBeTrue(); }
            SocketError refused = SocketError.Success, datagram = SocketError.Success;
            try
            {
                await TcpConnection.ConnectAsync(peer.Host, MemoryNet.Address(address), 7001, CancellationToken.None);
            }
            catch (SocketException fault)
            {
                refused = fault.SocketErrorCode;
            }

            using var socket = new UdpSocket(peer.Host, 0);
            socket.Send(MemoryNet.Address(address), 7001, [1]);
            await peer.Host.Loop.DelayAsync(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            try
            {
                socket.Send(MemoryNet.Address(address), 7001, [1]);
            }
            catch (SocketException fault)
            {
                datagram = fault.SocketErrorCode;
            }

            return (heard, refused, datagram);
        });
        answers.ShouldBe(2);
        tcp.ShouldBe(SocketError.ConnectionRefused);
        udp.ShouldBe(SocketError.ConnectionRefused);
    }

    // The kernel's side: takes everything, answers with its hash, and ends.
    private static async Task<string> HashAsync(Socket listener)
    {
        using Socket connection = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        using var all = new MemoryStream();
        byte[] piece = new byte[64 * 1024];
        while (await connection.ReceiveAsync(piece, TestContext.Current.CancellationToken) is > 0 and int read) { all.Write(piece, 0, read); }
        byte[] hash = SHA256.HashData(all.ToArray());
        await connection.SendAsync(hash, TestContext.Current.CancellationToken);
        connection.Shutdown(SocketShutdown.Send);
        return Convert.ToHexString(hash);
    }

    private static async Task<byte[]> ReadAllAsync(TcpConnection from)
    {
        using var all = new MemoryStream();
        byte[] piece = new byte[32 * 1024];
        int read;
        while ((read = await from.ReceiveAsync(piece, CancellationToken.None)) > 0) { all.Write(piece, 0, read); }
        return all.ToArray();
    }

    private static byte[] Bytes(int count)
    {
        byte[] data = new byte[count];
        for (int i = 0; i < count; i++) { data[i] = (byte)((i * 31) ^ (i >> 8) ^ (i >> 16)); }
        return data;
    }

    /// <summary>A host in memory, 10.9.0.1, on a link with a namespace of the kernel, 10.9.0.2. The virtual clock is held back to the machine's, which is the kernel's.</summary>
    private sealed class Peer : IDisposable
    {
        private readonly MemoryNet _net = new();
        private readonly TapEnd _tap;
        private readonly EngineLink _link;

        public Peer(int lossPercent)
        {
            if (!Environment.IsPrivilegedProcess || !File.Exists("/dev/net/tun")) { Assert.Skip("a tap in a namespace of its own needs the superuser and /dev/net/tun"); }
            Space = NetworkNamespace.Create(1, KernelSettings.SetUsual)[0];
            SafeFileHandle device = Space.Run(() => TapDescriptor.Open("peer0"));
            int index = Space.Routes.Links().First(one => one.Name == "peer0").Index;
            var batch = new RouteBatch();
            batch.AddAddress(new InterfaceAddress(index, MemoryNet.Address("10.9.0.2"), 24));
            batch.AddAddress(new InterfaceAddress(index, MemoryNet.Address("fd09::2"), 64) { Flags = AddressFlags.NoDuplicateDetection });
            batch.ChangeLink(new LinkRequest { Index = index, Up = true });
            Space.Routes.Send(batch);
            Host = _net.Host("m");
            _tap = new TapEnd(device);
            var both = new Impairments { Rate = new DataRate(100_000_000), Loss = lossPercent / 100.0 };
            _link = _net.Loop.Pump.Add("m -- kernel", _net.Port(Host, "10.9.0.1/24", "fd09::1/64").End, _tap, both, both);
            _net.Loop.Watch(_link);
            // Nobody completes the kernel's checksums behind the tap: it is told to do so itself.
            TapDescriptor.Offload(_tap.Descriptor, 0).ShouldBeGreaterThanOrEqualTo(0);
        }

        public NetworkNamespace Space { get; }

        public MemoryHost Host { get; }

        public Task<T> RunAsync<T>(Func<Task<T>> work) => _net.RunAsync(async () =>
        {
            bool over = false;
            Task pace = PaceAsync(() => over);
            try
            {
                // What was said last, such as the end of a connection, still goes out.
                T result = await work();
                await _net.Loop.DelayAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None);
                return result;
            }
            finally
            {
                over = true;
                await pace;
            }
        });

        public void Dispose()
        {
            _tap.Dispose();
            Space.Dispose();
        }

        private async Task PaceAsync(Func<bool> over)
        {
            long begin = MachineClock.Instance.GetTimestamp();
            while (!over())
            {
                await _net.Loop.DelayAsync(TimeSpan.FromMicroseconds(200), CancellationToken.None);
                while (MachineClock.Instance.GetElapsedTime(begin).Ticks * 100 < _net.Loop.Now) { Thread.Sleep(TimeSpan.FromMilliseconds(0.1)); }
                while (_net.Loop.Pump.Receive(_link.Backward) == LinkPump.Batch) { }
            }
        }
    }
}
