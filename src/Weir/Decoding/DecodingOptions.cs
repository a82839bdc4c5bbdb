using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>What is decoded and how much memory that may take. The defaults are those of production.</summary>
public sealed record DecodingOptions
{
    /// <summary>Session secrets for encrypted protocols; null when there are none.</summary>
    public SecretStore? Secrets { get; init; }

    /// <summary>The curve that recovers signers; null leaves signatures unchecked.</summary>
    public ICurve? Curve { get; init; }

    /// <summary>Protocols to look for, by name; null means all.</summary>
    public IReadOnlyCollection<string>? Protocols { get; init; }

    /// <summary>Says whether messages of a protocol and kind are wanted; others are counted and not handed on. Null means all.</summary>
    public Func<string, string, bool>? Wanted { get; init; }

    /// <summary>Consensus messages that were decoded already: relays send each one many times, and several points see it. Share one among the stages of a run.</summary>
    public IbftCache Cache { get; init; } = new();

    /// <summary>Encrypted bytes that wait for the check of their authentication codes; more of them are checked together faster. 256 KiB are some 800 votes.</summary>
    public int MacBatchBytes { get; init; } = 256 << 10;

    /// <summary>Longest time in the capture that a message waits for the check of its authentication code.</summary>
    public TimeSpan MacBatchTime { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Bytes of a stream that are kept to find a secret for it in the middle of a session; also the bytes looked at before a stream counts as of an unknown protocol.</summary>
    public int JoinBytes { get; init; } = 64 << 10;

    /// <summary>How far into a session its keystream is searched at once: 2^20 blocks are 16 MiB of messages. A stream whose secret is known by name is searched as far again with each further <see cref="JoinBytes"/> of it.</summary>
    public int JoinBlocks { get; init; } = 1 << 20;
}
