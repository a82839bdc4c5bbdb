namespace Weir.Fabric;

/// <summary>What a random number of a packet decides. The values are part of what a seed means: they stay.</summary>
internal enum RandomPurpose
{
    Loss = 0,
    BurstChange = 1,
    BurstLoss = 2,
    Duplicate = 3,
    Corrupt = 4,
    CorruptBit = 5,
    Reorder = 6,
    Jitter = 7,
    CopyJitter = 8,
    InitialSequence = 9,
    FirstPort = 10,
}
