using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating.Faults;

/// <summary>What a node does wrong on purpose with the messages that it makes. Those of others it passes on as they are.</summary>
internal interface IFault
{
    /// <summary>How late its messages go out.</summary>
    TimeSpan Delay { get; }

    /// <summary>What goes to one receiver in place of <paramref name="own"/>; null for nothing.</summary>
    /// <param name="own">The message that a right node would send.</param>
    /// <param name="receiver">The receivers of one message are counted from 0.</param>
    IbftMessage? Speak(IbftMessage own, int receiver);
}
