using System.Diagnostics.CodeAnalysis;
using Weir.Wire.Captures;

namespace Weir.Capture;

/// <content>Files of the pcapng format.</content>
public sealed partial class CaptureReader
{
    private readonly List<CaptureInterface> _interfaces = [];
    private CapturePoint[] _points = [];
    private bool _pcapng;
    private bool _bigEndian;
    private int _sectionFirst; // index in _interfaces of the section's interface 0
    private int _interface;    // index of the last packet's interface

    /// <summary>Points of observation named so far. Complete after opening for pcap and, in general, for regular pcapng files; grows with later interfaces.</summary>
    public IReadOnlyList<CapturePoint> Points => _points;

    /// <summary>Interfaces described so far, over all sections, in the order of <see cref="Points"/>.</summary>
    public IReadOnlyList<CaptureInterface> Interfaces => _interfaces;

    /// <summary>Packets that the file says were dropped while capturing; the sum over its interfaces.</summary>
    public long RingDrops
    {
        get
        {
            long sum = 0;
            foreach (CaptureInterface one in _interfaces) { sum += one.Dropped; }
            return sum;
        }
    }

    private void StartPcapng()
    {
        if (!Fill(PcapngBlock.PrefixLength))
        {
            EndedInside("the section's header", PcapngBlock.PrefixLength);
            return;
        }

        bool order = false;
        if (!PcapngBlock.TryReadLength(_buffer.AsSpan(_position), ref order, out _, out _, out string? error))
        {
            throw new WeirException($"{_path}: this is no capture: it begins like pcapng, but {error}");
        }

        // The names of the points depend on all interfaces before the first packet. A pipe may be silent there for long, so only files are read on.
        if (_source.Length is not null && !_options.Follow) { TryFindPacket(out _, out _); }
    }

    private bool TryReadPcapng(out Frame frame)
    {
        frame = default;
        if (!TryFindPacket(out PcapngBlockType type, out int length)) { return false; }
        if (!PcapngBlock.TryRead(_buffer.AsSpan(_position, length), _bigEndian, out PcapngBlock block, out string? error)) { return Damaged(error); }
        bool read = type switch
        {
            PcapngBlockType.EnhancedPacket => TryReadEnhanced(block, out frame, out error),
            PcapngBlockType.SimplePacket => TryReadSimple(block, out frame, out error),
            _ => TryReadPacketBlock(block, out frame, out error),
        };
        if (!read) { return Damaged(error!); }
        _position += length;
        return true;
    }

    /// <summary>Reads blocks until one with a packet lies whole at <see cref="_position"/>; false at the end, at a fault, or when a batch is full.</summary>
    private bool TryFindPacket(out PcapngBlockType type, out int length)
    {
        type = default;
        length = 0;
        while (!_ended)
        {
            if (!Fill(PcapngBlock.PrefixLength)) { return EndedInside("a block", PcapngBlock.PrefixLength); }
            bool bigEndian = _bigEndian;
            if (!PcapngBlock.TryReadLength(_buffer.AsSpan(_position, PcapngBlock.PrefixLength), ref bigEndian, out type, out length, out string? error))
            {
                return Damaged(error);
            }

            if (type is PcapngBlockType.EnhancedPacket or PcapngBlockType.SimplePacket or PcapngBlockType.Packet)
            {
                if (!Fill(length)) { return EndedInside(PcapngBlock.Name(type), length); }
                if (_points.Length < _interfaces.Count) { NamePoints(); }
                return true;
            }

            if (!TryTakeBlock(type, length, bigEndian)) { return false; }
        }

        return false;
    }

    private bool TryReadEnhanced(scoped in PcapngBlock block, out Frame frame, [NotNullWhen(false)] out string? error)
    {
        frame = default;
        if (!EnhancedPacketBlock.TryRead(block, out EnhancedPacketBlock packet, out error)) { return false; }
        if (!TryFindInterface(packet.InterfaceId, packet.Packet.Length, out CaptureInterface? from, out error)) { return false; }
        if (!packet.Options.IsEmpty && !TryTakePacketOptions(block, packet.Options, from, out error)) { return false; }
        frame = NextFrame(packet.Packet, packet.OriginalLength, from, from.ToTime(packet.Timestamp));
        HasTime = true;
        return true;
    }

    private bool TryReadPacketBlock(scoped in PcapngBlock block, out Frame frame, [NotNullWhen(false)] out string? error)
    {
        frame = default;
        if (!PacketBlock.TryRead(block, out PacketBlock packet, out error)) { return false; }
        if (!TryFindInterface(packet.InterfaceId, packet.Packet.Length, out CaptureInterface? from, out error)) { return false; }
        if (packet.DropCount != PacketBlock.DropsUnknown) { from.DroppedByPackets += packet.DropCount; }
        if (!packet.Options.IsEmpty && !TryTakePacketOptions(block, packet.Options, from, out error)) { return false; }
        frame = NextFrame(packet.Packet, packet.OriginalLength, from, from.ToTime(packet.Timestamp));
        HasTime = true;
        return true;
    }

    private bool TryReadSimple(scoped in PcapngBlock block, out Frame frame, [NotNullWhen(false)] out string? error)
    {
        frame = default;
        uint snapLength = _sectionFirst < _interfaces.Count ? _interfaces[_sectionFirst].SnapLength : 0;
        if (!SimplePacketBlock.TryRead(block, snapLength, out SimplePacketBlock packet, out error)) { return false; }
        if (!TryFindInterface(0, packet.Packet.Length, out CaptureInterface? from, out error)) { return false; }
        frame = NextFrame(packet.Packet, packet.OriginalLength, from, time: 0);
        HasTime = false;
        return true;
    }

    private Frame NextFrame(ReadOnlySpan<byte> packet, uint originalLength, CaptureInterface from, long time)
    {
        from.Packets++;
        return new Frame(packet, from.Point!, ++_number, time, (int)Math.Min(originalLength, int.MaxValue));
    }

    private bool TryFindInterface(uint id, int captured, [NotNullWhen(true)] out CaptureInterface? from, [NotNullWhen(false)] out string? error)
    {
        from = null;
        int known = _interfaces.Count - _sectionFirst;
        if (id >= (uint)known)
        {
            error = $"it was captured on interface {id}, but its section has described {known}";
            return false;
        }

        _interface = _sectionFirst + (int)id;
        from = _interfaces[_interface];
        int limit = CaptureLimits.PacketLengthOf(from.LinkType);
        error = captured <= limit ? null : $"it has {captured} captured bytes, more than the limit of {limit}";
        return error is null;
    }

    private void NamePoints()
    {
        int first = _points.Length;
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (CapturePoint point in _points) { taken.Add(point.Name); }
        string[] names = PointNames.OfInterfaces(_fileName, _interfaces, first, taken);
        CapturePoint[] points = new CapturePoint[_interfaces.Count];
        _points.CopyTo(points, 0);
        for (int i = first; i < points.Length; i++)
        {
            points[i] = new CapturePoint(names[i - first], _path, ToLinkType(_interfaces[i].LinkType));
            _interfaces[i].Point = points[i];
        }

        _points = points; // a new array each time: batches in other threads keep theirs
    }
}
