using System.Globalization;

namespace Weir.Running;

/// <summary>Names one run: <c>UTCTIME-NAME</c>, such as <c>20261125T214754Z-two-sites</c>; a second run in the same second gets <c>-2</c>. It is also the name of the run's folder.</summary>
/// <param name="Text">The name: letters, digits and hyphens.</param>
public readonly record struct RunId(string Text)
{
    /// <summary>The mark that every object of the run carries: <c>weir:</c> and the name.</summary>
    public string Mark => $"weir:{Text}";

    /// <summary>The lab's name: what stands behind the time. A second run of one second has its number there too.</summary>
    public string Lab => Text.IndexOf('-', StringComparison.Ordinal) is var at and >= 0 ? Text[(at + 1)..] : Text;

    /// <summary>The name of a run of the lab <paramref name="lab"/> (a DNS label) that begins at <paramref name="begin"/>; <paramref name="ordinal"/> counts from 1 the runs of one second.</summary>
    public static RunId Of(string lab, DateTimeOffset begin, int ordinal)
    {
        string time = begin.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return new RunId(ordinal == 1 ? $"{time}-{lab}" : string.Create(CultureInfo.InvariantCulture, $"{time}-{lab}-{ordinal}"));
    }

    /// <summary>The name.</summary>
    public override string ToString() => Text;
}
