using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weir.Wire;
using Weir.Wire.Netlink;

namespace Weir.Platform;

/// <summary>
/// A socket to rtnetlink: makes, changes and lists interfaces, addresses, routes, neighbours and queue disciplines of the namespace in which it was opened. Safe for several threads,
/// one request or batch at a time.
/// </summary>
public sealed unsafe partial class RouteSocket : IDisposable
{
    // A batch goes out in pieces: the kernel takes a message of at most its send buffer, and each refused request leaves an answer in the receive buffer before any can be read.
    private const int MaxPieceBytes = 64 * 1024;
    private const int MaxPieceRequests = 512;
    private const int BufferBytes = 4 * 1024 * 1024;
    private const int ReceiveBytes = 64 * 1024;
    private const int MaxDumpAttempts = 10;
    private const int TimeoutSeconds = 30;

    private readonly SafeFileHandle _socket;
    private readonly Lock _gate = new(); // _sequence, and the socket while answers are awaited
    private uint _sequence;

    // One a thread, not one a socket: a lab has hundreds of sockets and few threads.
    [ThreadStatic]
    private static byte[]? _piece;

    [ThreadStatic]
    private static byte[]? _received;

    private RouteSocket(SafeFileHandle socket) => _socket = socket;

    private delegate bool Reader<T>(in NetlinkMessage message, out T? value, out LengthError error) where T : class;

    /// <summary>Opens a socket in the namespace of the calling thread.</summary>
    /// <exception cref="WeirException">The machine refuses.</exception>
    public static RouteSocket Open()
    {
        SafeFileHandle socket = LinuxCalls.Socket(LinuxCalls.FamilyNetlink, LinuxCalls.SocketRaw | LinuxCalls.SocketCloseOnExec, LinuxCalls.NetlinkRoute);
        if (socket.IsInvalid) { throw LinuxCalls.Failure("opening a netlink socket", LinuxCalls.LastError); }
        LinuxCalls.TrySetOption(socket, LinuxCalls.LevelNetlink, LinuxCalls.NetlinkCapAck, 1);
        LinuxCalls.TrySetOption(socket, LinuxCalls.LevelNetlink, LinuxCalls.NetlinkExtendedAck, 1);
        LinuxCalls.TrySetOption(socket, LinuxCalls.LevelNetlink, LinuxCalls.NetlinkStrictCheck, 1);
        LinuxCalls.TrySetOption(socket, LinuxCalls.LevelSocket, LinuxCalls.SendBufferForce, BufferBytes);
        LinuxCalls.TrySetOption(socket, LinuxCalls.LevelSocket, LinuxCalls.ReceiveBufferForce, BufferBytes);

        // Safe: struct timeval is two long.
        long* timeout = stackalloc long[2] { TimeoutSeconds, 0 };
        _ = LinuxCalls.SetSocketOption(socket, LinuxCalls.LevelSocket, LinuxCalls.ReceiveTimeout, timeout, 2 * sizeof(long));
        return new RouteSocket(socket);
    }

    /// <summary>Sends the batch and waits for all answers. Every request is tried, also after one was refused.</summary>
    /// <returns>The refused requests, in order; empty when all went well.</returns>
    /// <exception cref="WeirException">The socket itself failed.</exception>
    public IReadOnlyList<RouteFault> TrySend(RouteBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var faults = new List<RouteFault>();
        lock (_gate)
        {
            int first = 0;
            while (first < batch.Count)
            {
                int start = first == 0 ? 0 : batch.End(first - 1);
                int next = first + 1;
                while (next < batch.Count && next - first < MaxPieceRequests && batch.End(next) - start <= MaxPieceBytes) { next++; }
                SendPiece(batch, first, next, start, faults);
                first = next;
            }
        }

        return faults;
    }

    /// <summary>Sends the batch as <see cref="TrySend"/> does.</summary>
    /// <exception cref="WeirException">A request was refused: names the first of them, and says how many there were. Exit code 3 when rights are missing, else 4.</exception>
    public void Send(RouteBatch batch)
    {
        IReadOnlyList<RouteFault> faults = TrySend(batch);
        if (faults.Count == 0) { return; }
        string message = faults.Count == 1 ? faults[0].ToString() : $"{faults[0]}; {faults.Count - 1} more of {batch.Count} requests were refused";
        throw faults[0].Number is LinuxCalls.ErrorPermission or LinuxCalls.ErrorAccess ? WeirException.Lacking(message, MachineCapability.Rights) : new WeirException(message, 4);
    }

    /// <summary>All interfaces with their counters. While others make and delete interfaces without pause, some may lack or stand twice, as in every list here.</summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public IReadOnlyList<LinkInfo> Links() => Dump<LinkInfo>("listing interfaces", NetlinkMessageType.NewLink, LinkInfo.TryRead, LinkInfo.WriteDump);

    /// <summary>All addresses.</summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public IReadOnlyList<InterfaceAddress> Addresses() => Dump<InterfaceAddress>("listing addresses", NetlinkMessageType.NewAddress, InterfaceAddress.TryRead, InterfaceAddress.WriteDump);

    /// <summary>All routes of IPv4 and IPv6, of all tables.</summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public IReadOnlyList<Route> Routes() => Dump<Route>("listing routes", NetlinkMessageType.NewRoute, Route.TryRead, Route.WriteDump);

    /// <summary>All neighbours of IPv4 and IPv6; or what the bridges have learnt.</summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public IReadOnlyList<Neighbour> Neighbours(bool bridges = false) =>
        Dump<Neighbour>("listing neighbours", NetlinkMessageType.NewNeighbour, Neighbour.TryRead, (w, s) => Neighbour.WriteDump(w, s, bridges));

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private void SendPiece(RouteBatch batch, int first, int next, int start, List<RouteFault> faults)
    {
        ReadOnlySpan<byte> requests = batch.Written.Span[start..batch.End(next - 1)];
        byte[] piece = requests.Length <= MaxPieceBytes ? _piece ??= new byte[MaxPieceBytes] : new byte[requests.Length];
        requests.CopyTo(piece);
        uint origin = _sequence + 1;
        _sequence += (uint)(next - first);
        for (int i = first; i < next; i++)
        {
            // The kernel answers a refused request always, and the last one also when it went well: its answer is the end, because requests are carried out in order.
            Span<byte> header = piece.AsSpan((i == 0 ? 0 : batch.End(i - 1)) - start);
            if (i == next - 1) { MemoryMarshal.Write(header[6..], (ushort)(MemoryMarshal.Read<ushort>(header[6..]) | (ushort)NetlinkFlags.Acknowledge)); }
            MemoryMarshal.Write(header[8..], origin + (uint)(i - first));
        }

        Transmit(piece.AsSpan(0, requests.Length));
        for (bool more = true; more;)
        {
            ReadOnlySpan<byte> answers = Receive();
            while (NetlinkMessage.TryRead(answers, out NetlinkMessage message, out int consumed, out _))
            {
                answers = answers[consumed..];
                uint number = message.Sequence - origin;
                if (message.Type != NetlinkMessageType.Error || number >= (uint)(next - first) || !NetlinkError.TryRead(message, out NetlinkError answer, out _)) { continue; }
                int request = first + (int)number;
                if (answer.Number != 0) { faults.Add(new RouteFault(request, batch.What(request), answer.Number, answer.Text)); }
                if (request == next - 1) { more = false; }
            }
        }
    }

    private List<T> Dump<T>(string what, NetlinkMessageType type, Reader<T> read, Action<NetlinkWriter, uint> write) where T : class
    {
        lock (_gate)
        {
            for (int attempt = 1; ; attempt++)
            {
                var writer = new NetlinkWriter();
                write(writer, ++_sequence);
                Transmit(writer.Written.Span);
                var found = new List<T>();
                if (!ReadDump(what, type, read, found) || attempt == MaxDumpAttempts) { return found; }
            }
        }
    }

    /// <summary>Reads a dump to its end; true when something changed meanwhile, so that it may lack entries or have them twice.</summary>
    private bool ReadDump<T>(string what, NetlinkMessageType type, Reader<T> read, List<T> found) where T : class
    {
        bool interrupted = false;
        while (true)
        {
            ReadOnlySpan<byte> answers = Receive();
            while (NetlinkMessage.TryRead(answers, out NetlinkMessage message, out int consumed, out _))
            {
                answers = answers[consumed..];
                if (message.Sequence != _sequence) { continue; }
                interrupted |= (message.Flags & NetlinkFlags.DumpInterrupted) != 0;
                if (message.Type == type && read(message, out T? value, out _) && value is not null) { found.Add(value); }
                NetlinkError end = message.Type == NetlinkMessageType.Done ? NetlinkError.ReadDone(message)
                    : message.Type == NetlinkMessageType.Error && NetlinkError.TryRead(message, out NetlinkError answer, out _) ? answer : default;
                if (end.Number != 0) { throw new WeirException(new RouteFault(0, what, end.Number, end.Text).ToString(), 4); }
                if (message.Type is NetlinkMessageType.Done or NetlinkMessageType.Error) { return interrupted; }
            }
        }
    }

    private void Transmit(ReadOnlySpan<byte> requests)
    {
        // Safe: the span is pinned for the call and its length is given.
        fixed (byte* bytes = requests)
        {
            while (LinuxCalls.Send(_socket, bytes, (nuint)requests.Length, 0) < 0)
            {
                if (LinuxCalls.LastError != LinuxCalls.ErrorInterrupted) { throw LinuxCalls.Failure("sending to the kernel by netlink", LinuxCalls.LastError); }
            }
        }
    }

    /// <summary>One datagram of answers; valid until this thread receives again.</summary>
    private ReadOnlySpan<byte> Receive()
    {
        _received ??= new byte[ReceiveBytes];

        // Safe: the array is pinned for the call and its length is given.
        fixed (byte* bytes = _received)
        {
            nint length;
            while ((length = LinuxCalls.Receive(_socket, bytes, (nuint)_received.Length, LinuxCalls.MessageTruncated)) < 0)
            {
                if (LinuxCalls.LastError != LinuxCalls.ErrorInterrupted) { throw LinuxCalls.Failure("reading the kernel's answer by netlink", LinuxCalls.LastError); }
            }

            return length <= _received.Length ? _received.AsSpan(0, (int)length) : throw new WeirException($"the kernel's answer by netlink is {length} bytes, more than the {ReceiveBytes} that any should have", 4);
        }
    }
}
