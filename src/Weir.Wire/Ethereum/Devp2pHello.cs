using System.Text;

namespace Weir.Wire.Ethereum;

/// <summary>Hello, code 0 (klaytn-ibft 2.2): who a node is and what it offers. Klaytn's differs from Ethereum's: the ports are a list, and a flag for several channels follows the id.</summary>
public sealed class Devp2pHello : IDescribed
{
    /// <summary>From this version on payloads after the hello are compressed.</summary>
    public const ulong CompressionVersion = 5;

    /// <summary>Version of the base protocol: 5.</summary>
    public ulong Version { get; init; } = CompressionVersion;

    /// <summary>The client, <c>Klaytn/v1.8.4/linux-amd64/go1.17.5</c>. Bytes that are not UTF-8 are shown as replacement characters.</summary>
    public required string Name { get; init; }

    /// <summary>The sub-protocols that it offers.</summary>
    public IReadOnlyList<Devp2pCapability> Capabilities { get; init; } = [];

    /// <summary>The ports that it listens on; empty from a node with one channel.</summary>
    public IReadOnlyList<ulong> ListenPorts { get; init; } = [];

    /// <summary>The node id: its public key, 64 bytes.</summary>
    public required ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>True when it uses a second connection for transactions.</summary>
    public bool IsMultichannel { get; init; }

    /// <summary>True when what follows is compressed.</summary>
    public bool Compresses => Version >= CompressionVersion;

    /// <summary>Reads the payload. False when a field is missing or has another form; more fields are passed over.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pHello? hello)
    {
        hello = null;
        RlpReader outer = new(payload);
        if (!outer.TryReadList(out RlpReader fields) || !fields.TryReadUInt64(out ulong version) || !fields.TryReadBytes(out ReadOnlySpan<byte> name)
            || !fields.TryReadList(out RlpReader capabilities) || !fields.TryReadList(out RlpReader ports)
            || !fields.TryReadFixed(64, out ReadOnlySpan<byte> id) || !fields.TryReadBoolean(out bool isMultichannel))
        {
            return false;
        }

        List<Devp2pCapability> offered = [];
        while (!capabilities.IsEmpty)
        {
            if (!capabilities.TryReadList(out RlpReader capability) || !capability.TryReadBytes(out ReadOnlySpan<byte> text)
                || !capability.TryReadUInt64(out ulong number) || !capability.IsEmpty)
            {
                return false;
            }

            offered.Add(new Devp2pCapability(Encoding.UTF8.GetString(text), number));
        }

        List<ulong> listening = [];
        while (!ports.IsEmpty)
        {
            if (!ports.TryReadUInt64(out ulong port)) { return false; }
            listening.Add(port);
        }

        hello = new Devp2pHello
        {
            Version = version, Name = Encoding.UTF8.GetString(name), Capabilities = offered, ListenPorts = listening, Id = id.ToArray(), IsMultichannel = isMultichannel,
        };
        return true;
    }

    /// <summary>The payload.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new();
        int list = writer.BeginList();
        writer.Write(Version);
        writer.Write(Encoding.UTF8.GetBytes(Name));
        int capabilities = writer.BeginList();
        foreach (Devp2pCapability capability in Capabilities)
        {
            int one = writer.BeginList();
            writer.Write(Encoding.UTF8.GetBytes(capability.Name));
            writer.Write(capability.Version);
            writer.EndList(one);
        }

        writer.EndList(capabilities);
        int ports = writer.BeginList();
        foreach (ulong port in ListenPorts) { writer.Write(port); }
        writer.EndList(ports);
        writer.Write(Id.Span);
        writer.Write(IsMultichannel);
        writer.EndList(list);
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("version", (long)Math.Min(Version, long.MaxValue));
        visitor.Field("name", Name);
        foreach (Devp2pCapability capability in Capabilities) { visitor.Field("capability", capability.ToString()); }
        foreach (ulong port in ListenPorts) { visitor.Field("listen_port", (long)Math.Min(port, long.MaxValue)); }
        visitor.Field("id", Id.Span);
        visitor.Field("multichannel", IsMultichannel);
    }
}
