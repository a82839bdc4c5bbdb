namespace Weir.Monitors;

/// <summary>
/// When tables that follow a network change again: as seldom as the age that rows may have allows, because a change costs more than the rows in it. Counted is from the first frame that is in no change yet; where no frame comes, what
/// time alone brings about (a block's verdict, the end of a conversation) is told as often. Used by one thread.
/// </summary>
/// <param name="refresh">How old a row may be when it can be read.</param>
/// <param name="time">The clock.</param>
internal sealed class ChangePace(TimeSpan refresh, TimeProvider time)
{
    /// <summary>The share of time that changes may take, as a divisor, as long as rows do not become older than <see cref="s_oldest"/> for it.</summary>
    private const int Share = 10;

    /// <summary>How old rows may become where changes take long: a change that takes twice as long as the one before, on processors that others use, must leave a row below a second.</summary>
    private static readonly TimeSpan s_oldest = TimeSpan.FromMilliseconds(600);

    private long _begun = time.GetTimestamp();
    private long? _oldest;
    private TimeSpan _took;

    /// <summary>Is told of frames that came after <paramref name="since"/>, a timestamp of the clock.</summary>
    public void Met(long since) => _oldest ??= since;

    /// <summary>True when it is time for a change.</summary>
    public bool IsDue
    {
        get
        {
            TimeSpan since = time.GetElapsedTime(_begun);
            TimeSpan age = _oldest is { } oldest ? time.GetElapsedTime(oldest) + _took : since;
            return age >= refresh && (age >= s_oldest || since >= _took * Share);
        }
    }

    /// <summary>A change begins, with all frames that were met.</summary>
    public void Begin() => (_begun, _oldest) = (time.GetTimestamp(), null);

    /// <summary>Is told how long a change took until its rows could be read.</summary>
    public void Took(TimeSpan took) => _took = took;
}
