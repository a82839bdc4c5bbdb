namespace Weir.Fabric;

/// <summary>
/// Decides what happens to each packet of one direction, in the order of the packets' numbers and without a look at the clock. What is kept between packets (the line's state of burst loss, the fate
/// of the packet before, the place in the gap) follows from the seed and the packets so far, so that the same packets always get the same decisions.
/// </summary>
internal sealed class ImpairmentDecider(ulong seed, string name)
{
    private readonly RandomStream _random = new(seed, name);
    private bool _bad;
    private bool _lostBefore;
    private bool _skippedBefore;
    private int _sinceSkip;

    /// <summary>The number of the next packet.</summary>
    public long Number { get; private set; }

    /// <summary>Decides over the next packet.</summary>
    public Decision Next(Impairments impairments)
    {
        long number = Number++;
        bool lost = impairments.Loss > 0 && Happens(number, RandomPurpose.Loss, impairments.Loss, impairments.LossCorrelation, ref _lostBefore);
        if (impairments.BurstLoss is { } burst && LostInBurst(number, burst)) { lost = true; }
        if (lost) { return new Decision(number, true); }

        bool skips = false;
        if (impairments.Reorder > 0)
        {
            _sinceSkip++;
            if (_sinceSkip >= impairments.ReorderGap && Happens(number, RandomPurpose.Reorder, impairments.Reorder, impairments.ReorderCorrelation, ref _skippedBefore))
            {
                skips = true;
                _sinceSkip = 0;
            }
        }

        bool duplicated = impairments.Duplicate > 0 && _random.Share(number, RandomPurpose.Duplicate) < impairments.Duplicate;
        bool corrupted = impairments.Corrupt > 0 && _random.Share(number, RandomPurpose.Corrupt) < impairments.Corrupt;
        bool strays = impairments.Jitter > TimeSpan.Zero;
        return new Decision(number, false, duplicated, corrupted, skips,
            strays ? JitterTable.Stray(impairments.Distribution, _random.Bits(number, RandomPurpose.Jitter)) : 0,
            strays && duplicated ? JitterTable.Stray(impairments.Distribution, _random.Bits(number, RandomPurpose.CopyJitter)) : 0,
            corrupted ? _random.Bits(number, RandomPurpose.CorruptBit) : 0);
    }

    // A chain of two states with the share p of "yes" and the correlation c from one packet to the next. netem blends random numbers instead, which changes the share.
    private bool Happens(long number, RandomPurpose purpose, double share, double correlation, ref bool before)
    {
        double probability = before ? share + (correlation * (1 - share)) : share * (1 - correlation);
        before = _random.Share(number, purpose) < probability;
        return before;
    }

    private bool LostInBurst(long number, BurstLoss burst)
    {
        double change = _random.Share(number, RandomPurpose.BurstChange);
        _bad = _bad ? change >= burst.R : change < burst.P;
        return _random.Share(number, RandomPurpose.BurstLoss) >= (_bad ? burst.H : burst.K);
    }
}
