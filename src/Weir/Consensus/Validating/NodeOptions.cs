using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Consensus.Peers;
using Weir.Consensus.Validating.Faults;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>What a consensus node is started with.</summary>
internal sealed record NodeOptions
{
    /// <summary>Its key, and what it offers its peers.</summary>
    public required PeerIdentity Identity { get; init; }

    /// <summary>How it listens, and whom it dials.</summary>
    public required PeerOptions Peers { get; init; }

    /// <summary>Whose rule says how many votes decide.</summary>
    public IbftVersion Version { get; init; } = IbftVersion.Klaytn18;

    /// <summary>The network's number.</summary>
    public required ulong NetworkId { get; init; }

    /// <summary>Who gets the reward of its blocks; null for the node itself.</summary>
    public EthereumAddress? Rewardbase { get; init; }

    /// <summary>What it does wrong on purpose; null for nothing.</summary>
    public IFault? Fault { get; init; }

    /// <summary>Writes down the secrets of its sessions; null for nothing.</summary>
    public SecretsLog? Secrets { get; init; }

    /// <summary>Writes down each message that it reads or writes; null for nothing.</summary>
    public MessageLog? Messages { get; init; }

    /// <summary>Takes what only somebody who looks for a fault wants to know.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>How long it waits for peers enough to decide a block before it begins without them.</summary>
    public TimeSpan PeerPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Told of each block that becomes the head; by one thread.</summary>
    public Action<Block, EthereumAddress>? Appended { get; init; }

    /// <summary>Told what a person who looks after the node may want to know; by one thread at a time.</summary>
    public Action<string>? Noted { get; init; }
}
