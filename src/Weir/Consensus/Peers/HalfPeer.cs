using Weir.Wire.Ethereum;

namespace Weir.Consensus.Peers;

/// <summary>A peer with several channels that has not opened them all yet: what came so far, by channel.</summary>
internal sealed class HalfPeer(int channels)
{
    private readonly RlpxChannel?[] _channels = new RlpxChannel?[channels];

    /// <summary>The last hello.</summary>
    public Devp2pHello? Hello { get; private set; }

    /// <summary>The connections, when all are there; else null.</summary>
    public RlpxChannel[]? Whole => _channels.Contains(null) ? null : [.. _channels.OfType<RlpxChannel>()];

    /// <summary>Adds a connection. One that was there for the same channel is closed: it was the probe with which a dialer learns the ports, or belongs to a dial that was given up.</summary>
    public void Add(int channel, RlpxChannel connection, Devp2pHello hello)
    {
        _channels[channel]?.Dispose();
        _channels[channel] = connection;
        Hello = hello;
    }

    /// <summary>Closes everything.</summary>
    public void Close()
    {
        foreach (RlpxChannel? channel in _channels) { channel?.Dispose(); }
    }
}
