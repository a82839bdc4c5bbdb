using System.Buffers.Binary;
using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Capture;

/// <summary>
/// Copies a capture and lets every packet be changed on the way. All else stays as it is, byte for byte: format, byte order, times, interfaces, comments, names, secrets and blocks that nobody here knows. What is compressed
/// is written plainly. A damaged capture is copied up to its damage.
/// </summary>
internal sealed partial class CaptureEditor : IDisposable
{
    /// <summary>Changes one packet.</summary>
    /// <param name="packet">The captured bytes.</param>
    /// <param name="link">How they begin.</param>
    /// <param name="number">Its number in the file, from 1.</param>
    /// <param name="originalLength">In and out: bytes on the wire.</param>
    /// <returns>The bytes to write instead; they may lie anywhere until the next call.</returns>
    internal delegate ReadOnlySpan<byte> PacketEdit(ReadOnlySpan<byte> packet, LinkType link, long number, ref int originalLength);

    private const int OutputBuffer = 256 * 1024;
    private readonly ByteSource _source;
    private readonly Stream _output;
    private readonly string _path;
    private readonly int _growth;
    private readonly PcapngBlockWriter _written = new();
    private byte[] _buffer = new byte[256 * 1024];
    private int _position;
    private int _end;
    private long _base;

    /// <summary>Opens a capture for copying.</summary>
    /// <param name="source">The file; <c>-</c> is standard input.</param>
    /// <param name="output">Where to write; not disposed.</param>
    /// <param name="growth">Most bytes by which a packet may grow: the file's own limits are raised by as much.</param>
    /// <exception cref="WeirException">The file cannot be opened.</exception>
    public CaptureEditor(string source, Stream output, int growth)
    {
        _source = CaptureSources.Open(source, new CaptureReaderOptions());
        _path = source;
        _output = output;
        _growth = growth;
    }

    /// <summary>Packets copied so far.</summary>
    public long PacketCount { get; private set; }

    /// <summary>Bytes of the file (compressed ones, where it is) that were taken so far.</summary>
    public long Position => _source.Consumed;

    /// <summary>Bytes in the file; null for pipes.</summary>
    public long? Length => _source.Length;

    /// <summary>After <see cref="Copy"/>: null when the capture was read to its end, else why not.</summary>
    public CaptureFault? Fault { get; private set; }

    /// <summary>Copies all of it.</summary>
    /// <param name="edit">Changes each packet.</param>
    /// <param name="goOn">Asked now and then; false ends the copying behind the last packet.</param>
    /// <exception cref="WeirException">It is no capture.</exception>
    public void Copy(PacketEdit edit, Func<bool> goOn)
    {
        if (!Fill(4)) { throw new WeirException($"{_path}: {(_end == _position ? "the file is empty, so it is no capture" : "this is no capture (neither pcap nor pcapng)")}"); }
        ReadOnlySpan<byte> start = _buffer.AsSpan(_position, 4);
        if (PcapHeader.TryReadMagic(start, out _, out _)) { CopyPcap(edit, goOn); }
        else if (start.SequenceEqual("\n\r\r\n"u8)) { CopyPcapng(edit, goOn); }
        else { throw new WeirException($"{_path}: this is no capture (neither pcap nor pcapng)"); }
        WriteOut(0);
        _output.Flush();
    }

    /// <summary>Closes the file that is read.</summary>
    public void Dispose() => _source.Dispose();

    private void CopyPcap(PacketEdit edit, Func<bool> goOn)
    {
        if (!Fill(PcapHeader.Size))
        {
            Cut("the file's header", PcapHeader.Size);
            return;
        }

        ReadOnlySpan<byte> start = _buffer.AsSpan(_position, PcapHeader.Size);
        PcapHeader.TryRead(start, out PcapHeader header);
        Span<byte> written = _written.Take(PcapHeader.Size);
        start.CopyTo(written);
        if (header.SnapLength is > 0 and < uint.MaxValue - 64) { Write32(written[16..], header.SnapLength + (uint)_growth, header.BigEndian); }
        _position += PcapHeader.Size;
        int size = PcapRecordHeader.SizeOf(header.Variant);
        int limit = CaptureLimits.PacketLengthOf(header.LinkType);
        for (long look = 0; (++look & 1023) != 0 || goOn();)
        {
            if (!Fill(size))
            {
                Cut("a record's header", size);
                return;
            }

            ReadOnlySpan<byte> bytes = _buffer.AsSpan(_position, size);
            PcapRecordHeader.TryRead(bytes, header, out PcapRecordHeader record);
            if (record.CapturedLength > limit)
            {
                Damage($"it has {record.CapturedLength} captured bytes, more than the limit of {limit}");
                return;
            }

            int captured = (int)record.CapturedLength;
            if (!Fill(size + captured))
            {
                Cut("its record", size + captured);
                return;
            }

            int original = (int)Math.Min(record.OriginalLength, int.MaxValue);
            ReadOnlySpan<byte> packet = edit(_buffer.AsSpan(_position + size, captured), (LinkType)header.LinkType, PacketCount + 1, ref original);
            Span<byte> head = _written.Take(size);
            _buffer.AsSpan(_position, size).CopyTo(head);
            if (packet.Length != captured)
            {
                // Times and what the modified variant has more stay as they are. In old files the lengths stand the other way round.
                bool usual = (header.BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(head[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(head[8..])) == captured;
                Write32(head[(usual ? 8 : 12)..], (uint)packet.Length, header.BigEndian);
                Write32(head[(usual ? 12 : 8)..], (uint)original, header.BigEndian);
            }

            packet.CopyTo(_written.Take(packet.Length));
            _position += size + captured;
            PacketCount++;
            WriteOut(OutputBuffer);
        }
    }

    private static void Write32(Span<byte> bytes, uint value, bool bigEndian)
    {
        if (bigEndian) { BinaryPrimitives.WriteUInt32BigEndian(bytes, value); }
        else { BinaryPrimitives.WriteUInt32LittleEndian(bytes, value); }
    }

    private void WriteOut(int threshold)
    {
        if (_written.Written.Length <= threshold) { return; }
        _output.Write(_written.Written);
        _written.Clear();
    }

    /// <summary>Makes at least <paramref name="needed"/> bytes available; the buffer grows as bytes really come.</summary>
    private bool Fill(int needed)
    {
        if (_end - _position >= needed) { return true; }
        _buffer.AsSpan(_position, _end - _position).CopyTo(_buffer);
        _base += _position;
        _end -= _position;
        _position = 0;
        while (_end < needed)
        {
            if (_end == _buffer.Length) { Array.Resize(ref _buffer, (int)Math.Min(Math.Max(needed, _buffer.Length), 2L * _buffer.Length)); }
            int read;
            try
            {
                read = _source.Read(_buffer.AsSpan(_end));
            }
            catch (Exception cause) when (cause is IOException or InvalidDataException or ZstdSharp.ZstdException)
            {
                Damage($"the file cannot be read: {cause.Message}");
                return false;
            }

            if (read == 0) { return false; }
            _end += read;
        }

        return true;
    }

    private void Damage(string what) =>
        Fault ??= new CaptureFault($"packet {PacketCount + 1} at byte {_base + _position}: {what}", _base + _position, PacketCount + 1, IsTruncated: false);

    private void Cut(string what, int needed)
    {
        if (_end == _position) { return; }
        Fault ??= new CaptureFault(
            $"packet {PacketCount + 1} at byte {_base + _position} is cut off: {what} needs {needed} bytes, {_end - _position} are left", _base + _position, PacketCount + 1, IsTruncated: true);
    }
}
