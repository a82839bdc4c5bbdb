namespace Weir.Programs;

/// <summary>Numbers of the signals that a run sends by itself, and the names under which a file may ask for others (<c>signal(7)</c>).</summary>
public static class Signals
{
    /// <summary>SIGKILL: ends at once.</summary>
    public const int Kill = 9;
    /// <summary>SIGTERM: asks to end.</summary>
    public const int Terminate = 15;
    /// <summary>SIGCONT: goes on.</summary>
    public const int Continue = 18;
    /// <summary>SIGSTOP: stands still.</summary>
    public const int Stop = 19;

    private static readonly Dictionary<string, int> s_numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["HUP"] = 1, ["INT"] = 2, ["QUIT"] = 3, ["ABRT"] = 6, ["KILL"] = Kill, ["USR1"] = 10, ["SEGV"] = 11, ["USR2"] = 12, ["PIPE"] = 13, ["ALRM"] = 14, ["TERM"] = Terminate,
        ["CHLD"] = 17, ["CONT"] = Continue, ["STOP"] = Stop, ["TSTP"] = 20, ["WINCH"] = 28,
    };

    /// <summary>All names, without <c>SIG</c>.</summary>
    public static IEnumerable<string> Names => s_numbers.Keys;

    /// <summary>The number of a signal given as <c>TERM</c>, <c>SIGTERM</c> or <c>15</c>; null when there is none.</summary>
    public static int? NumberOf(string text)
    {
        if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int number)) { return number is > 0 and < 65 ? number : null; }
        string name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        return s_numbers.TryGetValue(name, out int known) ? known : null;
    }
}
