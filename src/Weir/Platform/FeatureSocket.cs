using Microsoft.Win32.SafeHandles;
using Weir.Wire.Netlink;

namespace Weir.Platform;

/// <summary>A socket to ethtool's netlink family in the namespace in which it was opened: which work interfaces do for the network stack. Not safe for several threads.</summary>
public sealed unsafe class FeatureSocket : IDisposable
{
    private const int ReceiveBytes = 64 * 1024;
    private const int TimeoutSeconds = 10;

    private readonly SafeFileHandle _socket;
    private readonly byte[] _received = new byte[ReceiveBytes];
    private NetlinkMessageType _family;
    private uint _sequence;

    private FeatureSocket(SafeFileHandle socket) => _socket = socket;

    private delegate bool Reader<T>(in NetlinkMessage message, out T value);

    /// <summary>The work that would let frames leave an interface otherwise than on a wire: checksums left out, and large segments put together or left whole.</summary>
    public static IReadOnlyList<string> Offloads { get; } =
    [
        "tx-checksum-ipv4", "tx-checksum-ip-generic", "tx-checksum-ipv6", "tx-checksum-sctp", "tx-tcp-segmentation", "tx-tcp-ecn-segmentation", "tx-tcp-mangleid-segmentation", "tx-tcp6-segmentation",
        "tx-udp-segmentation", "tx-generic-segmentation", "rx-gro",
    ];

    /// <summary>Opens a socket in the namespace of the calling thread.</summary>
    /// <exception cref="WeirException">The machine refuses, or the kernel lacks the family (before Linux 5.6).</exception>
    public static FeatureSocket Open()
    {
        SafeFileHandle file = LinuxCalls.Socket(LinuxCalls.FamilyNetlink, LinuxCalls.SocketRaw | LinuxCalls.SocketCloseOnExec, LinuxCalls.NetlinkGeneric);
        if (file.IsInvalid) { throw LinuxCalls.Failure("opening a generic netlink socket", LinuxCalls.LastError); }
        var socket = new FeatureSocket(file);
        try
        {
            LinuxCalls.TrySetOption(file, LinuxCalls.LevelNetlink, LinuxCalls.NetlinkCapAck, 1);
            LinuxCalls.TrySetOption(file, LinuxCalls.LevelNetlink, LinuxCalls.NetlinkExtendedAck, 1);

            // Safe: struct timeval is two long.
            long* timeout = stackalloc long[2] { TimeoutSeconds, 0 };
            _ = LinuxCalls.SetSocketOption(file, LinuxCalls.LevelSocket, LinuxCalls.ReceiveTimeout, timeout, 2 * sizeof(long));
            socket._family = socket.Ask<NetlinkMessageType>("finding the kernel's ethtool family", (writer, sequence) => GenericHeader.WriteFind(writer, InterfaceFeatures.Family, sequence), GenericHeader.TryReadFamily);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The names of the features of an interface that are on.</summary>
    /// <exception cref="WeirException">There is no such interface, or the kernel refuses.</exception>
    public IReadOnlyList<string> Active(int index) =>
        Ask<IReadOnlyList<string>>($"reading the features of interface {index}", (writer, sequence) => InterfaceFeatures.WriteGet(writer, _family, index, sequence), InterfaceFeatures.TryReadActive) ?? [];

    /// <summary>Sets features of an interface on or off; what it cannot do stays as it is.</summary>
    /// <exception cref="WeirException">There is no such interface, a name is unknown to the kernel, or it refuses.</exception>
    public void Set(int index, IReadOnlyList<string> names, bool on) =>
        Ask<bool>($"setting features of interface {index}", (writer, sequence) => InterfaceFeatures.WriteSet(writer, _family, index, names, on, sequence), static (in NetlinkMessage _, out bool value) => value = false);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // Sends one request and reads to its acknowledgement; gives what the reader found on the way.
    private T? Ask<T>(string what, Action<NetlinkWriter, uint> write, Reader<T> read)
    {
        var writer = new NetlinkWriter();
        write(writer, ++_sequence);
        ReadOnlySpan<byte> request = writer.Written.Span;

        // Safe: the span is pinned for the call and its length is given.
        fixed (byte* bytes = request)
        {
            while (LinuxCalls.Send(_socket, bytes, (nuint)request.Length, 0) < 0)
            {
                if (LinuxCalls.LastError != LinuxCalls.ErrorInterrupted) { throw LinuxCalls.Failure(what, LinuxCalls.LastError); }
            }
        }

        T? found = default;
        while (true)
        {
            ReadOnlySpan<byte> answers = Receive(what);
            while (NetlinkMessage.TryRead(answers, out NetlinkMessage message, out int consumed, out _))
            {
                answers = answers[consumed..];
                if (message.Sequence != _sequence) { continue; }
                if (message.Type != NetlinkMessageType.Error)
                {
                    if (read(message, out T value)) { found = value; }
                    continue;
                }

                if (!NetlinkError.TryRead(message, out NetlinkError answer, out _)) { continue; }
                return answer.Number == 0 ? found : throw new WeirException(new RouteFault(0, what, answer.Number, answer.Text).ToString(), answer.Number is LinuxCalls.ErrorPermission or LinuxCalls.ErrorAccess ? 3 : 4);
            }
        }
    }

    private ReadOnlySpan<byte> Receive(string what)
    {
        // Safe: the array is pinned for the call and its length is given.
        fixed (byte* bytes = _received)
        {
            nint length;
            while ((length = LinuxCalls.Receive(_socket, bytes, (nuint)_received.Length, 0)) < 0)
            {
                if (LinuxCalls.LastError != LinuxCalls.ErrorInterrupted) { throw LinuxCalls.Failure(what, LinuxCalls.LastError); }
            }

            return _received.AsSpan(0, (int)length);
        }
    }
}
