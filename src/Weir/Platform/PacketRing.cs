using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>
/// Frames of one interface through memory that the kernel shares with this process (AF_PACKET with TPACKET_V3). Whatever the kernel could not put into the ring is counted. The interface may be down when
/// the ring is opened. One thread reads.
/// </summary>
public sealed unsafe class PacketRing : IDisposable
{
    /// <summary>Bytes of a block, the piece that the kernel hands over: larger than any frame, large segments included.</summary>
    public const int BlockSize = 128 * 1024;

    private const int ReadWrite = 3;
    private const int Shared = 1;
    private const int FrameSize = 2048;
    // BPF_RET | BPF_K with 0 bytes to keep (linux/bpf_common.h).
    private const ulong ReturnNothing = 0x06;
    private const int VlanTagLength = 4;
    private const int VlanTagOffset = 12;

    private readonly SafeFileHandle _socket;
    private readonly byte* _memory;
    private readonly int _blocks;
    private readonly byte[] _tagged = new byte[BlockSize + VlanTagLength];
    private int _next;
    private bool _disposed;

    private PacketRing(SafeFileHandle socket, nint memory, int blocks)
    {
        _socket = socket;
        _memory = (byte*)memory;
        _blocks = blocks;
    }

    /// <summary>Frames that arrived so far, those that were dropped included; as of the last <see cref="ReadStatistics"/>.</summary>
    public long Received { get; private set; }

    /// <summary>Frames that found the ring full so far; as of the last <see cref="ReadStatistics"/>.</summary>
    public long Dropped { get; private set; }

    /// <summary>Opens a ring in the network namespace of the calling thread.</summary>
    /// <param name="index">The interface's number.</param>
    /// <param name="size">Memory in bytes; two blocks at least.</param>
    /// <param name="delay">How long frames may wait in a block that is not full.</param>
    /// <param name="filter">Which frames are kept; null for all. Those that are not do not count as received.</param>
    /// <exception cref="WeirException">The machine refuses (exit code 3 when rights are missing).</exception>
    public static PacketRing Open(int index, long size, TimeSpan delay, PacketFilter? filter) => Open(index, size, delay, filter is null ? [] : filter.Instructions, filter is null ? "" : $"the filter '{filter.Text}'");

    /// <summary>
    /// Opens one ring for several interfaces of the network namespace of the calling thread, so that their frames come in one order and share the memory. <see cref="RingFrame.Interface"/> tells them apart;
    /// with more than 250 interfaces, frames of others come too.
    /// </summary>
    /// <param name="interfaces">The interfaces' numbers.</param>
    /// <param name="size">Memory in bytes; two blocks at least.</param>
    /// <param name="delay">How long frames may wait in a block that is not full.</param>
    /// <param name="filter">Which frames are kept; null for all. Those that are not do not count as received.</param>
    /// <exception cref="WeirException">The machine refuses (exit code 3 when rights are missing).</exception>
    public static PacketRing Open(IReadOnlyList<int> interfaces, long size, TimeSpan delay, PacketFilter? filter)
    {
        ArgumentNullException.ThrowIfNull(interfaces);
        return interfaces.Count == 1 ? Open(interfaces[0], size, delay, filter) : Open(0, size, delay, RingProgram.Of(interfaces, filter), filter is null ? "a filter for interfaces" : $"the filter '{filter.Text}'");
    }

    /// <summary>Pieces of the ring's memory, each of <see cref="BlockSize"/>.</summary>
    public int Blocks => _blocks;

    /// <summary>True while the kernel has handed over no block that was not drained yet.</summary>
    public bool IsEmpty => (Volatile.Read(ref BlockAt(_next)->Status) & RingCalls.StatusUser) == 0;

    /// <summary>Waits until one of the rings has a block, or the time has passed.</summary>
    public static void Wait(ReadOnlySpan<PacketRing> rings, TimeSpan limit)
    {
        RingCalls.PollEntry[] entries = new RingCalls.PollEntry[rings.Length];
        for (int i = 0; i < entries.Length; i++) { entries[i] = new RingCalls.PollEntry { File = (int)rings[i]._socket.DangerousGetHandle(), Events = RingCalls.PollIn }; }

        // Safe: the array is pinned for the call and its length is given. Interrupted or refused, the caller looks at the rings as after the time.
        fixed (RingCalls.PollEntry* first = entries) { _ = RingCalls.Poll(first, (nuint)entries.Length, (int)limit.TotalMilliseconds); }
        for (int i = 0; i < entries.Length; i++)
        {
            if ((entries[i].Returned & RingCalls.PollError) != 0) { rings[i].TakeError(); }
        }
    }

    // An interface that is down, goes down or goes away leaves an error at the socket. Until somebody reads it, every wait ends at once, and the reading thread would keep a processor busy.
    private void TakeError()
    {
        int error;
        uint length = sizeof(int);

        // Safe: the option is one int, and its length is given. What it says is known already: frames come again when the interface is up.
        _ = LinuxCalls.GetSocketOption(_socket, LinuxCalls.LevelSocket, LinuxCalls.SocketError, &error, &length);
    }

    /// <summary>Hands over the frames of full or timed-out blocks, of one round of the ring at most: a flood must not keep the caller from other rings. Gives how many.</summary>
    public int Drain(RingHandler handler) => Drain(handler, _blocks);

    /// <summary>Hands over the frames of at most so many full or timed-out blocks, the oldest first. Gives how many.</summary>
    public int Drain(RingHandler handler, int blocks)
    {
        int count = 0;
        for (int i = 0; i < blocks && !IsEmpty; i++)
        {
            RingCalls.Block* block = BlockAt(_next);
            count += (int)block->PacketCount;
            Hand(block, handler);
            Volatile.Write(ref block->Status, RingCalls.StatusKernel);
            _next = (_next + 1) % _blocks;
        }

        return count;
    }

    /// <summary>
    /// Has the kernel leave out what the interfaces' own machine sends, so that it takes neither time nor room. Where it cannot (before Linux 4.20), such frames still come, and <see cref="RingFrame.IsOutgoing"/> tells them.
    /// </summary>
    public void LeaveOutOutgoing() => _ = LinuxCalls.TrySetOption(_socket, RingCalls.LevelPacket, RingCalls.IgnoreOutgoing, 1);

    /// <summary>
    /// Lets no more frames in. What is in the ring stays there, and what arrives from now on is not counted as received: so the counters can be compared with what was handed over.
    /// </summary>
    /// <exception cref="WeirException">The machine refuses.</exception>
    public void Stop() => Attach(_socket, [ReturnNothing], "a filter that lets no frame in");

    /// <summary>Reads the kernel's counters into <see cref="Received"/> and <see cref="Dropped"/>.</summary>
    public void ReadStatistics()
    {
        RingCalls.RingStatistics counters;
        uint length = (uint)sizeof(RingCalls.RingStatistics);

        // Safe: the struct is on the stack and its size is given. The kernel sets its counters to zero with each reading.
        if (LinuxCalls.GetSocketOption(_socket, RingCalls.LevelPacket, RingCalls.Statistics, &counters, &length) != 0) { return; }
        Received += counters.Packets;
        Dropped += counters.Drops;
    }

    /// <summary>Ends the ring. Twice is harmless.</summary>
    public void Dispose()
    {
        if (_disposed) { return; }
        _disposed = true;
        _ = RingCalls.Unmap((nint)_memory, (nuint)_blocks * BlockSize);
        _socket.Dispose();
    }

    private static PacketRing Open(int index, long size, TimeSpan delay, ReadOnlySpan<ulong> instructions, string filter)
    {
        // Protocol 0: nothing arrives before the ring and the filter are there.
        SafeFileHandle socket = LinuxCalls.Socket(RingCalls.FamilyPacket, LinuxCalls.SocketRaw | LinuxCalls.SocketCloseOnExec, 0);
        if (socket.IsInvalid) { throw LinuxCalls.Failure("opening a packet socket", LinuxCalls.LastError); }
        int blocks = (int)Math.Clamp(size / BlockSize, 2, 8192);
        nint memory = 0;
        try
        {
            memory = MakeRing(socket, blocks, delay);
            if (!instructions.IsEmpty) { Attach(socket, instructions, filter); }
            var address = new RingCalls.LinkAddress { Family = RingCalls.FamilyPacket, Protocol = BinaryPrimitives.ReverseEndianness((ushort)RingCalls.AllProtocols), Index = index };
            if (!BitConverter.IsLittleEndian) { address.Protocol = RingCalls.AllProtocols; }

            // Safe: the struct is on the stack and its size is given. Number 0 means every interface of the namespace.
            if (LinuxCalls.Bind(socket, &address, (uint)sizeof(RingCalls.LinkAddress)) != 0) { throw LinuxCalls.Failure(index == 0 ? "listening at all interfaces" : $"listening at interface {index}", LinuxCalls.LastError); }
            return new PacketRing(socket, memory, blocks);
        }
        catch
        {
            // The mapping keeps the ring's memory, and the socket in the kernel, after the descriptor is closed.
            if (memory != 0) { _ = RingCalls.Unmap(memory, (nuint)blocks * BlockSize); }
            socket.Dispose();
            throw;
        }
    }

    private static nint MakeRing(SafeFileHandle socket, int blocks, TimeSpan delay)
    {
        int version = RingCalls.Version3;
        var request = new RingCalls.RingRequest
        {
            BlockSize = BlockSize,
            BlockCount = (uint)blocks,
            FrameSize = FrameSize,
            FrameCount = (uint)blocks * (BlockSize / FrameSize),
            RetireMilliseconds = (uint)Math.Max(1, delay.TotalMilliseconds),
        };

        // Safe: both values are on the stack and their sizes are given.
        if (LinuxCalls.SetSocketOption(socket, RingCalls.LevelPacket, RingCalls.Version, &version, sizeof(int)) != 0
            || LinuxCalls.SetSocketOption(socket, RingCalls.LevelPacket, RingCalls.ReceiveRing, &request, (uint)sizeof(RingCalls.RingRequest)) != 0)
        {
            throw LinuxCalls.Failure($"making a ring of {(long)blocks * BlockSize / 1024} KiB for frames", LinuxCalls.LastError);
        }

        nint memory = RingCalls.Map(0, (nuint)blocks * BlockSize, ReadWrite, Shared, socket, 0);
        return memory == -1 ? throw LinuxCalls.Failure("mapping a ring for frames", LinuxCalls.LastError) : memory;
    }

    private static void Attach(SafeFileHandle socket, ReadOnlySpan<ulong> instructions, string filter)
    {
        // Safe: the instructions are pinned for the call, which copies them.
        fixed (ulong* first = instructions)
        {
            var program = new RingCalls.FilterProgram { Count = (ushort)instructions.Length, Instructions = first };
            if (LinuxCalls.SetSocketOption(socket, LinuxCalls.LevelSocket, RingCalls.AttachFilter, &program, (uint)sizeof(RingCalls.FilterProgram)) != 0)
            {
                throw LinuxCalls.Failure($"attaching {filter}", LinuxCalls.LastError);
            }
        }
    }

    // Safe: the block lies inside the mapping, which lives until Dispose.
    private RingCalls.Block* BlockAt(int number) => (RingCalls.Block*)(_memory + ((long)number * BlockSize));

    private void Hand(RingCalls.Block* block, RingHandler handler)
    {
        byte* at = (byte*)block + block->FirstOffset;
        for (uint i = 0; i < block->PacketCount; i++)
        {
            // Safe: the kernel wrote the offsets, each inside the block.
            var packet = (RingCalls.Packet*)at;
            long time = ((long)packet->Seconds * 1_000_000_000) + packet->Nanoseconds;
            bool outgoing = at[RingCalls.PacketTypeOffset] == RingCalls.Outgoing;
            int index = *(int*)(at + RingCalls.InterfaceOffset);
            var bytes = new ReadOnlySpan<byte>(at + packet->MacOffset, (int)packet->Captured);
            int length = (int)packet->Length;
            if ((packet->Status & RingCalls.StatusVlanValid) != 0 && bytes.Length >= VlanTagOffset)
            {
                bytes = WithTag(bytes, packet);
                length += VlanTagLength;
            }

            handler(new RingFrame(bytes, length, time, outgoing, index));
            at += packet->NextOffset;
        }
    }

    // The kernel keeps a tag beside the frame: on the wire it stood behind the addresses (IEEE 802.1Q 9.4).
    private ReadOnlySpan<byte> WithTag(ReadOnlySpan<byte> bytes, RingCalls.Packet* packet)
    {
        const ushort CustomerTag = 0x8100;
        bytes[..VlanTagOffset].CopyTo(_tagged);
        BinaryPrimitives.WriteUInt16BigEndian(_tagged.AsSpan(VlanTagOffset), (packet->Status & RingCalls.StatusVlanTpidValid) != 0 ? packet->VlanProtocol : CustomerTag);
        BinaryPrimitives.WriteUInt16BigEndian(_tagged.AsSpan(VlanTagOffset + 2), (ushort)packet->VlanTag);
        bytes[VlanTagOffset..].CopyTo(_tagged.AsSpan(VlanTagOffset + VlanTagLength));
        return _tagged.AsSpan(0, bytes.Length + VlanTagLength);
    }
}
