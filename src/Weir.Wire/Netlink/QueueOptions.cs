namespace Weir.Wire.Netlink;

/// <summary>What a queue discipline of one kind does.</summary>
public abstract record QueueOptions
{
    private protected QueueOptions() { }

    /// <summary>The name of the kind, such as <c>tbf</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Writes the value of TCA_OPTIONS.</summary>
    internal abstract void Write(NetlinkWriter writer);

    /// <summary>Reads the value of TCA_OPTIONS; null for an unknown kind, or when it is too short.</summary>
    internal static QueueOptions? Read(string kind, ReadOnlySpan<byte> value) => kind switch
    {
        TokenBucket.Name => TokenBucket.Read(new NetlinkAttributes(value)),
        PacketQueue.PacketsName or PacketQueue.BytesName => PacketQueue.ReadLimit(kind, value),
        Blackhole.Name => new Blackhole(),
        NetworkEmulator.Name => NetworkEmulator.Read(value),
        _ => null,
    };
}
