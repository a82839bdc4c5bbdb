namespace Weir.Decoding;

/// <summary>The protocols that are known, in the order in which they are asked.</summary>
public static class ProtocolRegistry
{
    internal static IReadOnlyList<IProtocol> All { get; } =
    [
        new HttpProtocol(),
        new DnsProtocol(),
        new OpenFlowProtocol(),
        new RlpxProtocol(),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(protocol => protocol.Name)];
}
