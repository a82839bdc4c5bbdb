using Weir.Platform;

namespace Weir.Lab.Building;

/// <summary>Where the kernel shapes one direction of a link: at an interface out of which all its frames go, and no others.</summary>
/// <param name="Network">The namespace of the interface.</param>
/// <param name="Index">Its number there.</param>
/// <param name="FrameSize">Bytes of the largest frame, Ethernet header and one VLAN tag included.</param>
internal sealed record ShapingPoint(NetworkNamespace Network, int Index, int FrameSize)
{
    private const int HeaderSize = 14;
    private const int TagSize = 4;

    /// <summary>The point of an interface with packets of at most <paramref name="mtu"/> bytes.</summary>
    public static ShapingPoint At(NetworkNamespace network, int index, int mtu) => new(network, index, FrameOf(mtu));

    /// <summary>Bytes of the largest frame of an interface with packets of at most <paramref name="mtu"/> bytes.</summary>
    public static int FrameOf(int mtu) => mtu + HeaderSize + TagSize;
}
