using System.Globalization;

namespace Weir.Cli.Output;

/// <summary>
/// One line on a terminal's standard error: how far, how fast, how long still. Silent where standard error is no terminal. Cheap to call often: the line is drawn at most ten times a second, and first
/// after half a second, so that quick commands show none.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private readonly CommandContext _context;
    private readonly string _activity;
    private readonly long _begin;
    private long _drawn;
    private bool _visible;

    /// <summary>Makes the line; nothing is shown yet.</summary>
    public ProgressLine(CommandContext context, string activity)
    {
        _context = context;
        _activity = activity;
        _begin = context.Time.GetTimestamp();
        _drawn = _begin;
    }

    /// <summary>Tells how far it is.</summary>
    /// <param name="done">Bytes (or whatever <paramref name="total"/> counts) done.</param>
    /// <param name="total">All of them; null when unknown.</param>
    /// <param name="items">Items done, for the rate.</param>
    /// <param name="unit">What an item is, plural (<c>packets</c>).</param>
    public void Report(long done, long? total, long items, string unit)
    {
        if (!_context.ErrorIsTerminal) { return; }
        long now = _context.Time.GetTimestamp();
        if (_context.Time.GetElapsedTime(_begin, now) < FirstAfter || _context.Time.GetElapsedTime(_drawn, now) < Every) { return; }
        _drawn = now;
        _visible = true;
        _context.Error.Write($"\r{Describe(_activity, done, total, items, unit, _context.Time.GetElapsedTime(_begin, now))}\e[K");
    }

    /// <summary>The text of the line.</summary>
    internal static string Describe(string activity, long done, long? total, long items, string unit, TimeSpan elapsed)
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 1e-3);
        string text = string.Create(CultureInfo.InvariantCulture, $"{activity}: {items} {unit}, {items / seconds:F0}/s");
        if (total is not > 0) { return text; }
        double share = Math.Clamp((double)done / total.Value, 0, 1);
        text = string.Create(CultureInfo.InvariantCulture, $"{text}, {share * 100:F0} %");
        return share > 0 ? string.Create(CultureInfo.InvariantCulture, $"{text}, {seconds * (1 - share) / share:F0} s left") : text;
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (!_visible) { return; }
        _visible = false;
        _context.Error.Write("\r\e[K");
    }
}
