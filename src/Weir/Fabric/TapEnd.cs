using Microsoft.Win32.SafeHandles;
using Weir.Platform;

namespace Weir.Fabric;

/// <summary>
/// An end at a tap device, whose interface lies in a node's namespace: what the node sends there the engine reads, and what the engine writes the node receives. The device must have been opened with IFF_TAP, IFF_NO_PI and
/// IFF_VNET_HDR (the header has ten bytes), without blocking. Owns the descriptor. Without <c>offloads</c> every frame comes as it would on a wire: complete, and one packet each.
/// </summary>
internal sealed class TapEnd(SafeFileHandle device, bool offloads = true) : ILinkEnd
{
    // linux/if_tun.h: TUN_F_CSUM, TSO4, TSO6, TSO_ECN, USO4, USO6. The last two since Linux 6.2.
    private const uint ChecksumOffload = 0x01;
    private const uint TcpOffload = 0x0E;
    private const uint UdpOffload = 0x60;
    private readonly int _descriptor = (int)device.DangerousGetHandle();

    /// <summary>Makes a tap device of this name in the namespace of the calling thread.</summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public static TapEnd Open(string name) => new(TapDescriptor.Open(name));

    /// <inheritdoc/>
    public int Descriptor => _descriptor;

    /// <inheritdoc/>
    public Action? Arrived { get; set; }

    /// <inheritdoc/>
    public long Dropped { get; private set; }

    /// <inheritdoc/>
    public bool Gone { get; private set; }

    /// <inheritdoc/>
    public bool TryRead(FramePool pool, out FrameBuffer frame)
    {
        frame = null!;
        if (Gone) { return false; }
        FrameBuffer? small = pool.Rent(large: false);
        FrameBuffer? large = pool.Rent(large: true);
        // Without room the frame is read all the same, or the descriptor would stay readable: its begin into nothing, and counted.
        Span<byte> nothing = stackalloc byte[VnetHeader.Length + 14];
        int length = TapDescriptor.Read(_descriptor, small is null ? nothing : small.Bytes, large is null ? default : large.Bytes.AsSpan(FramePool.SmallSize));
        if (length > VnetHeader.Length && small is not null && (length <= FramePool.SmallSize || large is not null)) { frame = length <= FramePool.SmallSize ? small : large!; }
        if (frame is not null)
        {
            frame.Length = length;
            if (frame.Large) { small!.Bytes.CopyTo(frame.Bytes, 0); }
        }
        else if (length >= 0)
        {
            Dropped++;
        }

        if (small is not null && !ReferenceEquals(small, frame)) { pool.Return(small); }
        if (large is not null && !ReferenceEquals(large, frame)) { pool.Return(large); }
        Gone |= length == TapDescriptor.Detached;
        return frame is not null;
    }

    /// <inheritdoc/>
    public bool TryWrite(FrameBuffer frame) => TapDescriptor.Write(_descriptor, frame.Content) >= 0;

    /// <inheritdoc/>
    public void AllowLargeSegments(bool allowed)
    {
        if (!offloads) { _ = TapDescriptor.Offload(_descriptor, 0); return; }

        // The checksum may stay open in any case: it passes with its header, and is completed before a bit is inverted.
        if (!allowed) { _ = TapDescriptor.Offload(_descriptor, ChecksumOffload); return; }
        if (TapDescriptor.Offload(_descriptor, ChecksumOffload | TcpOffload | UdpOffload) < 0) { _ = TapDescriptor.Offload(_descriptor, ChecksumOffload | TcpOffload); }
    }

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();
}
