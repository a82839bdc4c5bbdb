using Weir.Wire.Captures;

namespace Weir.Capture;

/// <content>Files of the pcap format.</content>
public sealed partial class CaptureReader
{
    private PcapHeader _pcap;

    private void StartPcap()
    {
        if (!Fill(PcapHeader.Size))
        {
            EndedInside("the file's header", PcapHeader.Size);
            return;
        }

        _ = PcapHeader.TryRead(_buffer.AsSpan(_position, PcapHeader.Size), out _pcap);
        CaptureInterface single = new(_pcap.LinkType, _pcap.SnapLength)
        {
            Resolution = _pcap.Variant == PcapVariant.Nanoseconds ? TimestampResolution.Nanoseconds : TimestampResolution.Microseconds,
        };
        _interfaces.Add(single);
        NamePoints();
        _point = _points[0];
        if (_pcap.MajorVersion < OldestMajorVersion)
        {
            Damaged($"the file has version {_pcap.MajorVersion}.{_pcap.MinorVersion} of the format, which is not known");
            return;
        }

        _position += PcapHeader.Size;
        _headerLength = PcapRecordHeader.SizeOf(_pcap.Variant);
        _fractionScale = _pcap.Variant == PcapVariant.Nanoseconds ? 1 : 1000;
        _swapped = _pcap.BigEndian == BitConverter.IsLittleEndian;
        _packetLimit = (uint)CaptureLimits.PacketLengthOf(_pcap.LinkType);
        // Files of versions whose lengths may be swapped go the slow way, record by record.
        _plainPcap = _pcap is { MajorVersion: 2, MinorVersion: > 3 } or { MajorVersion: > 2 and not 543 };
    }

    private const int OldestMajorVersion = 2;

    private bool TryReadPcapRecord(out Frame frame)
    {
        frame = default;
        if (!Fill(_headerLength)) { return EndedInside("a record's header", _headerLength); }
        _ = PcapRecordHeader.TryRead(_buffer.AsSpan(_position, _headerLength), _pcap, out PcapRecordHeader record);
        if (record.CapturedLength > _packetLimit)
        {
            return Damaged($"its record says {record.CapturedLength} captured bytes, more than the limit of {_packetLimit}");
        }

        int captured = (int)record.CapturedLength;
        if (!Fill(_headerLength + captured)) { return EndedInside("its record", _headerLength + captured); }
        frame = new Frame(
            _buffer.AsSpan(_position + _headerLength, captured),
            _point,
            ++_number,
            (record.Seconds * NanosecondsPerSecond) + (record.Fraction * _fractionScale),
            (int)Math.Min(record.OriginalLength, int.MaxValue));
        _position += _headerLength + captured;
        return true;
    }
}
