using System.Globalization;

namespace Weir.Checks.Looks;

/// <summary>What a transfer was measured to be, both in bits of data a second.</summary>
/// <param name="Received">What the receiver took, from its first byte to the last one within the time.</param>
/// <param name="Sent">What the sender handed to its kernel, over the time that it sent.</param>
internal readonly record struct TransferFigures(double Received, double Sent)
{
    /// <summary><c>18.9 Mbit/s received, 19.1 Mbit/s sent</c>.</summary>
    public override string ToString() => $"{Text(Received)} received, {Text(Sent)} sent";

    private static string Text(double rate) => rate switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1e9:0.##} Gbit/s"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1e6:0.##} Mbit/s"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1e3:0.##} kbit/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{rate:0} bit/s"),
    };
}
