namespace Weir.Traffic;

/// <summary>What <see cref="HttpLoad"/> fetches and how often.</summary>
/// <param name="Url">The URL.</param>
internal sealed record HttpLoadOptions(Uri Url)
{
    /// <summary>Fetches; 0 = no limit.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Time between the beginnings of two fetches; zero begins the next one when the one before has ended.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>How long one fetch may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to go on; null = no limit.</summary>
    public TimeSpan? Time { get; init; }
}
