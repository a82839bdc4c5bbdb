using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

/// <summary>All that tells conversations apart, the client's end first.</summary>
internal readonly struct FlowKey(IpAddress client, IpAddress server, ulong ends, ulong rest)
{
    public readonly IpAddress Client = client;
    public readonly IpAddress Server = server;

    /// <summary>The client's port, the server's port, and the VLAN tags: see <see cref="FlowPlace.Ends"/>.</summary>
    public readonly ulong Ends = ends;

    /// <summary>See <see cref="FlowPlace.Rest"/>.</summary>
    public readonly ulong Rest = rest;

    public byte Protocol => (byte)Rest;

    /// <summary>The same with the ends changed over.</summary>
    public FlowKey Reversed => new(Server, Client, FlowPlace.Reverse(Ends), Rest);

    /// <summary>
    /// Tells whether a packet belongs to the conversation, and which way it goes. Without a branch between the directions, for it would be guessed wrong as often as they change.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(in DecodedPacket packet, in FlowPlace place, out Direction direction)
    {
        Vector128<ulong> source = Halves(in packet.Source);
        Vector128<ulong> destination = Halves(in packet.Destination);
        Vector128<ulong> client = Halves(in Client);
        Vector128<ulong> server = Halves(in Server);
        bool toServer = (((source ^ client) | (destination ^ server)) == Vector128<ulong>.Zero) & place.Ends == Ends;
        bool toClient = (((source ^ server) | (destination ^ client)) == Vector128<ulong>.Zero) & place.Ends == FlowPlace.Reverse(Ends);
        direction = toServer ? Direction.ClientToServer : Direction.ServerToClient;
        return (toServer | toClient) & place.Rest == Rest;
    }

    private static Vector128<ulong> Halves(in IpAddress address) => Unsafe.As<IpAddress, Vector128<ulong>>(ref Unsafe.AsRef(in address));
}
