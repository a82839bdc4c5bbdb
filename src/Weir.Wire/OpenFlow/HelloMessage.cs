using System.Numerics;

namespace Weir.Wire.OpenFlow;

/// <summary>The first message of either side (openflow-1.3 A.5.1). Since 1.3.1 it may list the versions that its sender speaks; without that list it speaks all up to its own.</summary>
/// <param name="Version">The wire protocol's number in the header: the highest that the sender speaks.</param>
/// <param name="Bitmap">Bit n says that wire protocol n is spoken; 0 when no list was sent.</param>
public sealed record HelloMessage(byte Version, uint Bitmap) : OpenFlowMessage
{
    private const ushort BitmapElement = 1;

    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.Hello;

    /// <summary>The highest version that this message and <paramref name="own"/> (bit n: wire protocol n) share; null when there is none (openflow-1.3 6.3.1).</summary>
    public OpenFlowVersion? Negotiate(uint own)
    {
        uint theirs = Bitmap != 0 ? Bitmap : Version >= 31 ? uint.MaxValue : (1u << (Version + 1)) - 1;
        uint common = theirs & own;
        return common == 0 ? null : (OpenFlowVersion)(31 - BitOperations.LeadingZeroCount(common));
    }

    internal static HelloMessage Read(ref OpenFlowReader body, byte version)
    {
        uint bitmap = 0;
        while (body.Left >= 4)
        {
            ushort type = body.PeekU16();
            int length = body.PeekU16(2);
            OpenFlowReader element = body.Part(length, 4, "openflow.hello", "openflow.hello.element.length");
            element.Skip(4);
            if (type == BitmapElement && element.Left >= 4) { bitmap = element.U32(); }
            // Elements begin at multiples of eight; the last one's padding may be missing.
            body.Skip(Math.Min((8 - (length % 8)) % 8, body.Left));
        }

        // Other versions may send something else here: it is passed over (6.3.1).
        body.Skip(body.Left);
        return new HelloMessage(version, bitmap);
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        if (Bitmap == 0) { return; }
        writer.U16(BitmapElement);
        writer.U16(8);
        writer.U32(Bitmap);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("version", Version);
        visitor.Field("bitmap", Bitmap);
    }
}
