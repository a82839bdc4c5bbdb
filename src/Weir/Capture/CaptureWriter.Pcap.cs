using Weir.Wire.Captures;

namespace Weir.Capture;

/// <content>Files of the pcap format.</content>
public sealed partial class CaptureWriter
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private int _linkType = -1;

    /// <summary>Writes the file's header once, when the link-layer header type is known.</summary>
    private void BeginPcap(int linkType)
    {
        if (!_begun)
        {
            _begun = true;
            _linkType = linkType;
            (_pcap with { LinkTypeField = (uint)linkType }).Write(_blocks.Take(PcapHeader.Size));
        }
        else if (linkType != _linkType)
        {
            throw new WeirException($"{_path}: a pcap file holds one kind of link ({_linkType}), and this packet has another ({linkType}); write pcapng");
        }
    }

    private void WriteRecord(in Frame frame)
    {
        // What lies before 1970 or after 2106 has no place in 32 bits of seconds, and stops at their ends.
        long time = Math.Clamp(frame.Time, 0, (uint.MaxValue * NanosecondsPerSecond) + NanosecondsPerSecond - 1);
        long fraction = time % NanosecondsPerSecond;
        PcapRecordHeader record = new(
            (uint)(time / NanosecondsPerSecond),
            (uint)(_pcap.Variant == PcapVariant.Nanoseconds ? fraction : fraction / 1000),
            (uint)frame.Bytes.Length,
            (uint)frame.OriginalLength);
        record.Write(_blocks.Take(PcapRecordHeader.SizeOf(_pcap.Variant)), _pcap);
        frame.Bytes.CopyTo(_blocks.Take(frame.Bytes.Length));
    }
}
