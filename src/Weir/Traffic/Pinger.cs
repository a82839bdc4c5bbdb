using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Weir.Platform;
using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <summary>Sends ICMP or ICMPv6 echo requests and measures their round trips, in one thread. Answers are known by a number in their data, so several pingers side by side do not disturb each other.</summary>
internal sealed class Pinger : IDisposable
{
    private const int Window = 1 << 16; // sequence numbers are 16 bits long
    private const int CookieLength = 8;
    private const byte EchoRequest = 8, EchoReply = 0, EchoRequest6 = 128, EchoReply6 = 129;
    private readonly PingOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<PingEvent> _report;
    private readonly Socket _socket;
    private readonly bool _isIPv4;
    private readonly bool _hasIpHeader;
    private readonly ushort _identifier;
    private readonly byte[] _cookie = new byte[CookieLength];
    private readonly byte[] _message;
    private readonly byte[] _received = new byte[65_536];
    private readonly long[] _sentAt = new long[Window];
    private readonly Fate[] _fates = new Fate[Window];
    private long _oldest = 1;
    private long _next = 1;

    private enum Fate : byte
    {
        None,
        Waiting,
        Answered,
        Lost,
    }

    /// <summary>Opens a socket for pinging.</summary>
    /// <param name="options">Whom and how.</param>
    /// <param name="clock">Counts nanoseconds; the machine's clock outside tests.</param>
    /// <param name="report">Told of everything that happens, in the thread that runs.</param>
    /// <exception cref="WeirException">The right to send ICMP is missing.</exception>
    public Pinger(PingOptions options, TimeProvider clock, Action<PingEvent> report)
    {
        _options = options;
        _clock = clock;
        _report = report;
        _isIPv4 = options.To.AddressFamily == AddressFamily.InterNetwork;
        _socket = Open(options.To.AddressFamily, out bool raw);
        _hasIpHeader = raw && _isIPv4;
        BinaryPrimitives.WriteInt64BigEndian(_cookie, clock.GetTimestamp() ^ ((long)Environment.ProcessId << 40));
        _identifier = (ushort)Environment.ProcessId;
        _message = new byte[IcmpHeader.Size + options.Size];
        for (int i = 0; i < options.Size; i++) { _message[IcmpHeader.Size + i] = i < CookieLength ? _cookie[i] : (byte)i; }
    }

    /// <summary>What was measured so far.</summary>
    public PingResult Result { get; } = new();

    /// <summary>Pings, until all requests are answered or lost, or until cancelled. Blocks the calling thread.</summary>
    public void Run(CancellationToken cancellation)
    {
        PreciseSleep.SharpenThisThread();
        long begin = Now;
        while (!cancellation.IsCancellationRequested)
        {
            bool more = _options.Count == 0 || _next <= _options.Count;
            long due = _options.Interval > TimeSpan.Zero ? begin + ((_next - 1) * _options.Interval.Ticks * 100) : _oldest == _next ? Now : long.MaxValue;
            if (more && due <= Now && _next - _oldest < Window - 1) { Send(); }
            GiveUp();
            if (!more && _oldest == _next) { return; }
            long wake = Math.Min(more ? due : long.MaxValue, _oldest < _next ? _sentAt[_oldest % Window] + (_options.Timeout.Ticks * 100) : long.MaxValue);
            long wait = Math.Clamp(wake - Now, 0, 50_000_000);
            if (_socket.Poll(TimeSpan.FromTicks((wait + 99) / 100), SelectMode.SelectRead)) { Receive(); }
        }
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private long Now => _clock.GetTimestamp();

    private static Socket Open(AddressFamily family, out bool raw)
    {
        ProtocolType protocol = family == AddressFamily.InterNetwork ? ProtocolType.Icmp : ProtocolType.IcmpV6;
        try
        {
            raw = true;
            return new Socket(family, SocketType.Raw, protocol);
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AccessDenied)
        {
            raw = false;
            return OpenUnprivileged(family, protocol);
        }
    }

    private static Socket OpenUnprivileged(AddressFamily family, ProtocolType protocol)
    {
        try
        {
            return new Socket(family, SocketType.Dgram, protocol);
        }
        catch (SocketException fault)
        {
            throw WeirException.Lacking("no permission to send ICMP: run as root, with the capability cap_net_raw, or with the group in net.ipv4.ping_group_range", MachineCapability.Rights, fault);
        }
    }

    private void Send()
    {
        long number = _next++;
        uint rest = ((uint)_identifier << 16) | (ushort)number;
        // The kernel computes the checksum of ICMPv6, whose source address it chooses.
        IcmpHeader.Write(_message, _isIPv4 ? EchoRequest : EchoRequest6, 0, rest, _message.AsSpan(IcmpHeader.Size));
        int slot = (int)(number % Window);
        Result.Sent++;
        _sentAt[slot] = Now;
        _fates[slot] = Fate.Waiting;
        try
        {
            _socket.SendTo(_message, new IPEndPoint(_options.To, 0));
        }
        catch (SocketException)
        {
            _fates[slot] = Fate.Lost;
            Result.Lost++;
            _report(new PingEvent(PingEventKind.NotSent, number, null, 0, 0, 0));
        }
    }

    /// <summary>Requests whose time is over are lost; those that are settled make room.</summary>
    private void GiveUp()
    {
        long now = Now;
        while (_oldest < _next)
        {
            int slot = (int)(_oldest % Window);
            if (_fates[slot] == Fate.Waiting)
            {
                if (now - _sentAt[slot] < _options.Timeout.Ticks * 100) { return; }
                _fates[slot] = Fate.Lost;
                Result.Lost++;
                _report(new PingEvent(PingEventKind.Lost, _oldest, null, 0, 0, 0));
            }

            _oldest++;
        }
    }

    private void Receive()
    {
        EndPoint from = new IPEndPoint(_isIPv4 ? IPAddress.Any : IPAddress.IPv6Any, 0);
        int length;
        try
        {
            length = _socket.ReceiveFrom(_received, ref from);
        }
        catch (SocketException)
        {
            return; // an ICMP error that the kernel tells on this socket; the request's time will be over
        }

        long now = Now;
        int hopLimit = 0;
        ReadOnlySpan<byte> message = _received.AsSpan(0, length);
        if (_hasIpHeader)
        {
            if (!IPv4Header.TryRead(message, out IPv4Header ip, out _)) { return; }
            hopLimit = ip.TimeToLive;
            message = message[ip.HeaderLength..];
        }

        if (message.Length < IcmpHeader.Size) { return; }
        if (message[0] == (_isIPv4 ? EchoReply : EchoReply6)) { Take(message, ((IPEndPoint)from).Address, hopLimit, now); }
        else if (_isIPv4 ? message[0] is 3 or 11 or 12 : message[0] is >= 1 and <= 4) { TakeError(message[IcmpHeader.Size..], ((IPEndPoint)from).Address); }
    }

    private void Take(ReadOnlySpan<byte> message, IPAddress from, int hopLimit, long now)
    {
        if (!IsOurs(message) || !TryNumber(message, out long number)) { return; }
        int slot = (int)(number % Window);
        long roundTrip = now - _sentAt[slot];
        PingEventKind kind = _fates[slot] switch { Fate.Waiting => PingEventKind.Answered, Fate.Lost => PingEventKind.Late, _ => PingEventKind.Duplicate };
        switch (kind)
        {
            case PingEventKind.Answered:
                Result.Received++;
                Result.RoundTrip.Record(roundTrip);
                break;
            case PingEventKind.Late:
                Result.Late++;
                break;
            default:
                Result.Duplicates++;
                break;
        }

        _fates[slot] = Fate.Answered;
        _report(new PingEvent(kind, number, from, roundTrip, hopLimit, message.Length));
    }

    private void TakeError(ReadOnlySpan<byte> quoted, IPAddress from)
    {
        int header = _isIPv4 ? IPv4Header.TryRead(quoted, out IPv4Header ip, out _) ? ip.HeaderLength : int.MaxValue : IPv6Header.Size;
        if (quoted.Length < header || quoted.Length - header < IcmpHeader.Size) { return; }
        ReadOnlySpan<byte> message = quoted[header..];
        if (message[0] != (_isIPv4 ? EchoRequest : EchoRequest6) || !IsOurs(message) || !TryNumber(message, out long number)) { return; }
        Result.Unreachable++;
        _report(new PingEvent(PingEventKind.Unreachable, number, from, 0, 0, quoted.Length));
    }

    /// <summary>By the data where there is enough of it; otherwise by the identifier.</summary>
    private bool IsOurs(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> data = message[IcmpHeader.Size..];
        if (_options.Size >= CookieLength && data.Length >= CookieLength) { return data[..CookieLength].SequenceEqual(_cookie); }
        return BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == _identifier;
    }

    /// <summary>The full number of the request that a 16-bit sequence number means: the last one sent with it.</summary>
    private bool TryNumber(ReadOnlySpan<byte> message, out long number)
    {
        ushort sequence = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        number = _next - 1 - (ushort)((ushort)(_next - 1) - sequence);
        return number >= 1 && _fates[number % Window] != Fate.None;
    }
}
