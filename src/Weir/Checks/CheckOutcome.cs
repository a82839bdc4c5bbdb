namespace Weir.Checks;

/// <summary>What a check found at one moment.</summary>
/// <param name="Held">True when what it asks for is so.</param>
/// <param name="Message">What was found, in words that make sense on a line of their own: <c>3 of 3 answers, 0.08 ms median</c>.</param>
public readonly record struct CheckOutcome(bool Held, string Message)
{
    /// <summary>True when it could not be looked at, so that nobody knows; then it does not hold either.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>It is so.</summary>
    public static CheckOutcome Pass(string message) => new(true, message);

    /// <summary>It is not so.</summary>
    public static CheckOutcome Fail(string message) => new(false, message);

    /// <summary>It could not be looked at.</summary>
    public static CheckOutcome Unknown(string message) => new(false, message) { IsUnknown = true };
}
