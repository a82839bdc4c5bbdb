using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Weir.Wire.Frames;

namespace Weir.Checks.Looks;

/// <summary>A raw socket that sends echo requests of one IP version and hears what comes back: replies, and errors that quote a request. Belongs to one thread.</summary>
internal sealed class EchoSocket : IDisposable
{
    private const int SolRaw = 255, IcmpFilter = 1;
    private const int SolIcmpV6 = 58, IcmpV6Filter = 1;
    private const int IPv6HeaderSize = 40;
    private const int LargestPacket = 65_535;
    private const int BufferBytes = 4 << 20;

    private readonly Socket _socket;
    private readonly bool _v6;
    private readonly byte[] _out;
    private readonly byte[] _in = new byte[LargestPacket];
    private readonly SocketAddress _sender;

    /// <summary>Opens the socket in the network of the calling thread. Requests carry <paramref name="size"/> bytes of data.</summary>
    /// <exception cref="SocketException">The process may not open raw sockets.</exception>
    public EchoSocket(AddressFamily family, int size)
    {
        _v6 = family == AddressFamily.InterNetworkV6;
        _sender = new SocketAddress(family);
        _out = new byte[IcmpHeader.Size + size];
        for (int i = 0; i < size; i++) { _out[IcmpHeader.Size + i] = (byte)i; }
        _socket = new Socket(family, SocketType.Raw, _v6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp) { Blocking = false };
        try
        {
            // Answers of many nodes come at once; and the requests that others send to this node are not wanted at all.
            _socket.ReceiveBufferSize = BufferBytes;
            _socket.SetRawSocketOption(_v6 ? SolIcmpV6 : SolRaw, _v6 ? IcmpV6Filter : IcmpFilter, _v6 ? BlockAllBut(1, 2, 3, 4, 129) : BlockAllBut(0, 3, 4, 11, 12));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits until something came, at most <paramref name="limit"/>.</summary>
    public bool Wait(TimeSpan limit) => _socket.Poll(limit, SelectMode.SelectRead);

    /// <summary>Sends a request. Throws <see cref="SocketException"/> when it cannot leave.</summary>
    public void Send(SocketAddress to, ushort id, ushort sequence)
    {
        uint rest = ((uint)id << 16) | sequence;
        // The kernel knows which source address it will choose, so that it writes the sum of ICMPv6 itself.
        IcmpHeader.Write(_out, _v6 ? (byte)128 : (byte)8, 0, rest, _out.AsSpan(IcmpHeader.Size));
        _socket.SendTo(_out, SocketFlags.None, to);
    }

    /// <summary>Takes the next message that is about a request. False when none is there now; <paramref name="about"/> is empty when it is about none.</summary>
    public bool TryReceive(out EchoAnswer about)
    {
        about = default;
        if (!_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead)) { return false; }
        int length;
        try
        {
            length = _socket.ReceiveFrom(_in, SocketFlags.None, _sender);
        }
        catch (SocketException)
        {
            // Gone between the poll and the read: a packet whose checksum was wrong.
            return false;
        }

        ReadOnlySpan<byte> message = _in.AsSpan(0, length);
        about = _v6 ? ReadV6(message) : ReadV4(message);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>The bytes of the address in a socket address of either version.</summary>
    public static ReadOnlySpan<byte> AddressIn(SocketAddress address) => address.Family == AddressFamily.InterNetworkV6 ? address.Buffer.Span.Slice(8, 16) : address.Buffer.Span.Slice(4, 4);

    private EchoAnswer ReadV4(ReadOnlySpan<byte> packet)
    {
        if (!IPv4Header.TryRead(packet, out IPv4Header outer, out _) || !IcmpHeader.TryRead(outer.Payload, out IcmpHeader icmp, out _)) { return default; }
        // Raw sockets get messages before their sum is looked at.
        if (InternetChecksum.Compute(outer.Payload) != 0) { return default; }
        if (icmp.Type == 0) { return new EchoAnswer(true, icmp.Identifier, icmp.Sequence, "", AddressIn(_sender)); }
        if (!IPv4Header.TryRead(icmp.Payload, out IPv4Header quoted, out _) || quoted.Protocol != IpProtocols.Icmp) { return default; }
        ReadOnlySpan<byte> request = icmp.Payload[quoted.HeaderLength..];
        return request.Length >= IcmpHeader.Size && request[0] == 8 ? Refusal(request, icmp.Type == 3 ? UnreachableV4(icmp.Code) : icmp.Type == 11 ? "time to live exceeded" : "parameter problem") : default;
    }

    private EchoAnswer ReadV6(ReadOnlySpan<byte> message)
    {
        if (!IcmpV6Header.TryRead(message, out IcmpV6Header icmp, out _)) { return default; }
        if (icmp.Type == 129) { return new EchoAnswer(true, icmp.Identifier, icmp.Sequence, "", AddressIn(_sender)); }
        ReadOnlySpan<byte> quoted = icmp.Payload;
        if (quoted.Length < IPv6HeaderSize + IcmpV6Header.Size || quoted[6] != IpProtocols.IcmpV6 || quoted[IPv6HeaderSize] != 128) { return default; }
        return Refusal(quoted[IPv6HeaderSize..], icmp.Type switch { 1 => UnreachableV6(icmp.Code), 2 => "packet too big", 3 => "hop limit exceeded", _ => "parameter problem" });
    }

    private EchoAnswer Refusal(ReadOnlySpan<byte> request, string why) =>
        new(false, BinaryPrimitives.ReadUInt16BigEndian(request[4..]), BinaryPrimitives.ReadUInt16BigEndian(request[6..]), $"{why}, says {new IPAddress(AddressIn(_sender))}", AddressIn(_sender));

    private static string UnreachableV4(byte code) => code switch { 0 or 6 => "network unreachable", 1 or 7 => "host unreachable", 4 => "fragmentation needed", 9 or 10 or 13 => "prohibited", _ => "unreachable" };

    private static string UnreachableV6(byte code) => code switch { 0 => "no route", 1 => "prohibited", 3 => "address unreachable", _ => "unreachable" };

    private byte[] BlockAllBut(params ReadOnlySpan<int> types)
    {
        byte[] filter = new byte[_v6 ? 32 : 4];
        filter.AsSpan().Fill(0xff);
        foreach (int type in types)
        {
            // Words of 32 bits in the machine's order.
            Span<byte> word = filter.AsSpan(type / 32 * 4, 4);
            BitConverter.TryWriteBytes(word, BitConverter.ToUInt32(word) & ~(1u << (type % 32)));
        }

        return filter;
    }
}
