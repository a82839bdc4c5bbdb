using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Reassembly;

/// <summary>
/// What the next packet of a conversation touches, in two cache lines: which conversation it is, and how far both directions are. With thousands of conversations the lines touched are the cost, so
/// everything else lies in <see cref="Flow"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 2 * CacheLine.Size)]
internal struct FlowEntry
{
    public FlowKey Key;

    /// <summary>Time of the latest packet in the order of the capture, nanoseconds.</summary>
    public long LastTime;

    /// <summary>Ordinal of the latest packet modulo 2^32, by which the idlest conversation is found even when times go backwards.</summary>
    public uint LastPacket;

    /// <summary>A direction waits for a hole to close or for its start.</summary>
    public bool Waiting;

    /// <summary>A reset was seen and no data from its sender since.</summary>
    public bool IsReset;

    /// <summary>Who sent the reset.</summary>
    public Direction ResetBy;

    /// <summary>The round trip of the opening is known, or cannot be.</summary>
    public bool RoundTripDone;

    private StreamLane _toServer;
    private StreamLane _toClient;

    /// <summary>Nothing more is expected: reset, or closed both ways.</summary>
    public readonly bool IsOver => IsReset || (_toServer.Phase == StreamPhase.Ended && _toClient.Phase == StreamPhase.Ended);

    /// <summary>A chunk of either direction was handed on.</summary>
    public readonly bool HandedOn => ((_toServer.Marks | _toClient.Marks) & StreamMarks.HadChunk) != StreamMarks.None;

    // By arithmetic: a branch would be guessed wrong as often as the directions change. There are two of them, side by side.
    [UnscopedRef]
    public ref StreamLane Lane(Direction direction) => ref Unsafe.Add(ref _toServer, (int)direction & 1);

    /// <summary>What was taken for the client is the server.</summary>
    public void SwapEnds()
    {
        Key = Key.Reversed;
        (_toServer, _toClient) = (_toClient, _toServer);
    }
}
