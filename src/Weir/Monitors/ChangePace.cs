namespace Weir.Monitors;

/// <summary>
/// When tables that follow a network change again: so often that they are as old as was asked for, or more seldom where more than a tenth of the time would go into changes, as long as no row becomes too old for it. How old one is
/// counts from the first frame that is in no change yet. Used by one thread.
/// </summary>
/// <param name="refresh">How old tables may be.</param>
/// <param name="time">The clock.</param>
internal sealed class ChangePace(TimeSpan refresh, TimeProvider time)
{
    /// <summary>The share of time that changes may take, as a divisor, as long as rows do not become older than <see cref="s_oldest"/> for it.</summary>
    private const int Share = 10;

    /// <summary>How old rows may become where changes take long: one that takes five times as long as those before, on processors that others use, must still leave a row below a second.</summary>
    private static readonly TimeSpan s_oldest = TimeSpan.FromMilliseconds(600);

    private readonly TimeSpan _rest = refresh / 4; // between two changes at least
    private readonly TimeSpan _oldestRow = refresh > s_oldest ? refresh : s_oldest;
    private long _begun = time.GetTimestamp();
    private long? _oldest;
    private TimeSpan _took;

    /// <summary>True when it is time for a change.</summary>
    public bool IsDue
    {
        get
        {
            TimeSpan since = time.GetElapsedTime(_begun);
            // Where frames wait for long already, more changes would only keep them waiting longer.
            return (since >= refresh && since >= _took * Share) || (since >= _took + _rest && _oldest is { } oldest && time.GetElapsedTime(oldest) + _took >= _oldestRow);
        }
    }

    /// <summary>Is told of frames that came after <paramref name="since"/>, a timestamp of the clock.</summary>
    public void Met(long since) => _oldest ??= since;

    /// <summary>A change begins, with all frames that were met.</summary>
    public void Begin() => (_begun, _oldest) = (time.GetTimestamp(), null);

    /// <summary>Is told how long a change took until its rows could be read.</summary>
    public void Took(TimeSpan took) => _took = took;
}
