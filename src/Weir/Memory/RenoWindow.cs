namespace Weir.Memory;

/// <summary>The congestion window of Reno with fast recovery (RFC 5681, RFC 6582), in bytes. Knows numbers only; what is sent when follows from it elsewhere.</summary>
/// <param name="segment">Bytes of data in a segment.</param>
internal sealed class RenoWindow(int segment)
{
    private const int DuplicatesOfLoss = 3;
    // RFC 6928 2: ten segments, as every kernel begins.
    private const int FirstSegments = 10;

    private int _segment = segment;
    private long _threshold = long.MaxValue;
    private uint _recover;
    private bool _hasRecover;

    /// <summary>Bytes that may be under way.</summary>
    public long Bytes { get; private set; } = (long)segment * FirstSegments;

    /// <summary>Acknowledgements in a row that acknowledged nothing new.</summary>
    public int Duplicates { get; private set; }

    /// <summary>True from a loss that was seen by duplicates until all is acknowledged that was under way then.</summary>
    public bool Recovers { get; private set; }

    /// <summary>Bytes that may be under way beside <see cref="Bytes"/>: one new segment for each of the first two duplicates (RFC 3042).</summary>
    public long Extra => Recovers ? 0 : (long)Math.Min(Duplicates, DuplicatesOfLoss - 1) * _segment;

    /// <summary>The segments of the path became smaller.</summary>
    public void Shrink(int smaller) => _segment = Math.Min(_segment, smaller);

    /// <summary>Something new was acknowledged up to <paramref name="acknowledged"/>. True when the segment there is to be sent again at once: the next hole of a loss.</summary>
    public bool Advance(uint acknowledged, long bytes, long underWay)
    {
        Duplicates = 0;
        if (Recovers)
        {
            if ((int)(acknowledged - _recover) < 0)
            {
                Bytes = Math.Max(_segment, Bytes - bytes + (bytes >= _segment ? _segment : 0));
                return true;
            }

            Recovers = false;
            Bytes = Math.Min(_threshold, Math.Max(underWay, _segment) + _segment);
            return false;
        }

        if (Bytes < _threshold) { Bytes += Math.Min(bytes, _segment); }
        else { Bytes += Math.Max(1, (long)_segment * _segment / Bytes); }
        return false;
    }

    /// <summary>A duplicate came. True when the segment at <paramref name="acknowledged"/> counts as lost and is to be sent again at once.</summary>
    public bool Duplicate(uint acknowledged, uint highest, long underWay)
    {
        Duplicates++;
        if (Recovers)
        {
            Bytes += _segment;
            return false;
        }

        // What was sent before the last loss may cause duplicates that tell of no other (RFC 6582 3.2, step 2).
        if (Duplicates != DuplicatesOfLoss || (_hasRecover && (int)(acknowledged - 1 - _recover) < 0)) { return false; }
        (_recover, _hasRecover, Recovers) = (highest, true, true);
        _threshold = Math.Max(underWay / 2, 2L * _segment);
        Bytes = _threshold + (DuplicatesOfLoss * _segment);
        return true;
    }

    /// <summary>Nothing was acknowledged in time.</summary>
    public void TimeOut(uint highest, long underWay)
    {
        // Only the first time-out in a row says what the path bears.
        if (Bytes > _segment) { _threshold = Math.Max(underWay / 2, 2L * _segment); }
        (_recover, _hasRecover, Recovers, Duplicates) = (highest, true, false, 0);
        Bytes = _segment;
    }
}
