using Weir.Wire;
using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>A message, or a doubt, on its way out; it may wait for the check of its authentication code.</summary>
internal readonly struct PendingMessage
{
    /// <summary>The conversation.</summary>
    public Conversation Conversation { get; init; }

    public Direction Direction { get; init; }

    public string Protocol { get; init; }

    public string Kind { get; init; }

    /// <summary>Null when only its authentication code is of interest.</summary>
    public IDescribed? Value { get; init; }

    public long Time { get; init; }

    public Trail Trail { get; init; }

    /// <summary>The run of frames that it belongs to, when its code is to be checked.</summary>
    public RlpxMacJob? Job { get; init; }

    /// <summary>Which frame of the run it is.</summary>
    public int JobFrame { get; init; }

    /// <summary>A doubt in place of a message.</summary>
    public Doubt? Doubt { get; init; }
}
