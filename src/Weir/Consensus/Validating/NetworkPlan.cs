namespace Weir.Consensus.Validating;

/// <summary>What a network's folder is made of.</summary>
internal sealed record NetworkPlan
{
    /// <summary>How many validators.</summary>
    public required int Count { get; init; }

    /// <summary>Where validator n listens: a name or an address in which <c>{n}</c> stands for its number from 1. Without it all are on one host, and their ports differ.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>What validator n is called.</summary>
    public string Name { get; init; } = "cn{n}";

    /// <summary>The main port; of the first validator where all are on one host. The sub port is the next.</summary>
    public int Port { get; init; } = 32323;

    /// <summary>The chain's number.</summary>
    public ulong ChainId { get; init; } = 2019;

    /// <summary>Largest committee.</summary>
    public int CommitteeSize { get; init; } = 22;

    /// <summary>Where the keys come from: the same text makes the same keys, which are then no secret; null for random ones.</summary>
    public string? Seed { get; init; }

    /// <summary>The host of a validator.</summary>
    public string HostOf(int number) => Numbered(Host, number);

    /// <summary>The name of a validator.</summary>
    public string NameOf(int number) => Numbered(Name, number);

    /// <summary>The main port of a validator.</summary>
    public int PortOf(int number) => Host.Contains("{n}", StringComparison.Ordinal) ? Port : Port + (2 * (number - 1));

    private static string Numbered(string pattern, int number) => pattern.Replace("{n}", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
