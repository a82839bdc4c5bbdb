namespace Weir.Wire.Ethereum;

/// <summary>Disconnect, code 1 (klaytn-ibft 2.3). Up to v1.11 the reason is a list of one integer, from v1.12 on a byte string of one byte; both are read.</summary>
public sealed class Devp2pDisconnect : IDescribed
{
    /// <summary>Why: 0 requested … 11 read timeout, 16 sub-protocol error.</summary>
    public required ulong Reason { get; init; }

    /// <summary>True for the list form, which every version understands after the hello; it is what we send.</summary>
    public bool IsList { get; init; } = true;

    /// <summary>The reason in words.</summary>
    public string Text => ReasonText(Reason);

    /// <summary>A reason in words.</summary>
    public static string ReasonText(ulong reason) => reason switch
    {
        0 => "requested",
        1 => "network error",
        2 => "protocol breach",
        3 => "useless peer",
        4 => "too many peers",
        5 => "already connected",
        6 => "incompatible version",
        7 => "invalid identity",
        8 => "quitting",
        9 => "unexpected identity",
        10 => "self",
        11 => "read timeout",
        16 => "sub-protocol error",
        _ => "unknown",
    };

    /// <summary>Reads either form: <c>C1 04</c> or <c>04</c>; zero is <c>C1 80</c> or <c>00</c>. False when it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Devp2pDisconnect? disconnect)
    {
        disconnect = null;
        RlpReader outer = new(payload);
        if (outer.TryReadList(out RlpReader items))
        {
            if (!items.TryReadUInt64(out ulong reason)) { return false; }
            disconnect = new Devp2pDisconnect { Reason = reason };
            return true;
        }

        // A string of bytes, not an integer: zero is one byte of zero.
        if (!outer.TryReadBytes(out ReadOnlySpan<byte> bytes) || bytes.Length > 1) { return false; }
        disconnect = new Devp2pDisconnect { Reason = bytes.IsEmpty ? 0UL : bytes[0], IsList = false };
        return true;
    }

    /// <summary>The payload in the form that <see cref="IsList"/> says.</summary>
    public byte[] Encode()
    {
        RlpWriter writer = new();
        if (!IsList)
        {
            writer.Write([(byte)Reason]);
            return writer.ToArray();
        }

        int list = writer.BeginList();
        writer.Write(Reason);
        writer.EndList(list);
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        visitor.Field("reason", (long)Math.Min(Reason, long.MaxValue));
        visitor.Field("text", Text);
        visitor.Field("form", IsList ? "list" : "bytes");
    }
}
