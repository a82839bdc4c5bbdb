using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Capture;

/// <summary>
/// Reads the packets of a pcap or pcapng capture, from a file, a pipe or standard input, through gzip and zstd. Packets are handed out as spans of
/// the reader's buffer, without a copy and without an allocation. Not safe for several threads.
/// </summary>
public sealed partial class CaptureReader : IDisposable
{
    private readonly ByteSource _source;
    private readonly CaptureReaderOptions _options;
    private readonly string _path;
    private readonly string _fileName;

    // The window of bytes that were read and not yet handed out: _buffer[_position.._end]; _buffer[0] lies at _base in the capture.
    private byte[] _buffer;
    private int _position;
    private int _end;
    private long _base;

    private long _number;
    private CapturePoint _point = null!;
    private bool _plainPcap;
    private bool _swapped;
    private int _headerLength;
    private uint _packetLimit;
    private long _fractionScale;
    private bool _ended;

    private CaptureReader(ByteSource source, string path, CaptureReaderOptions options)
    {
        _source = source;
        _path = path;
        _options = options;
        _fileName = options.Name ?? PointNames.OfFile(path);
        _buffer = NewBuffer(Math.Max(options.BufferSize, MinimumBuffer));
    }

    private const int MinimumBuffer = 64;

    /// <summary>What the capture is: <c>pcap</c>, <c>pcap-ns</c> (nanoseconds), <c>pcap-modified</c> (Kuznetzov's) or <c>pcapng</c>.</summary>
    public string Format { get; private set; } = "";

    /// <summary>After <see cref="TryRead"/> returned false: null when the capture was read to its end, else why not.</summary>
    public CaptureFault? Fault { get; private set; }

    /// <summary>Bytes of the file (compressed ones, where it is) that were taken so far.</summary>
    public long Position => _source.Consumed - (_source is FileSource ? _end - _position : 0);

    /// <summary>Bytes in the file; null for pipes.</summary>
    public long? Length => _source.Length;

    /// <summary>Packets handed out so far.</summary>
    public long PacketCount => _number;

    /// <summary>True when the last packet had a time; Simple Packet Blocks have none, and their <see cref="Frame.Time"/> is 0.</summary>
    public bool HasTime { get; private set; } = true;

    /// <summary>Opens a capture and reads its header; for a regular pcapng file also what stands before its first packet.</summary>
    /// <param name="path">The file; <c>-</c> is standard input.</param>
    /// <param name="options">How to read; null = defaults.</param>
    /// <exception cref="WeirException">The file cannot be opened or is no capture. A capture that is damaged later opens, and has a <see cref="Fault"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it waited for the first bytes.</exception>
    public static CaptureReader Open(string path, CaptureReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new CaptureReaderOptions();
        return Start(CaptureSources.Open(path, options), path, options);
    }

    /// <summary>Reads a capture from a stream, which is disposed with the reader.</summary>
    /// <param name="stream">The bytes of the capture.</param>
    /// <param name="source">What to call it in <see cref="CapturePoint.Source"/> and errors; its file name names the point.</param>
    /// <param name="options">How to read; null = defaults. A stream is not followed.</param>
    /// <exception cref="WeirException">The stream is no capture.</exception>
    public static CaptureReader Open(Stream stream, string source, CaptureReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new CaptureReaderOptions();
        return Start(CaptureSources.LookThrough(stream), source, options);
    }

    /// <summary>
    /// Reads the next packet; its bytes are valid until the next call. False at the end and at a fault, see <see cref="Fault"/>; it stays false then.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out Frame frame)
    {
        int available = _end - _position;
        if (_plainPcap && available >= _headerLength)
        {
            ReadOnlySpan<byte> window = _buffer.AsSpan(_position, available);
            uint seconds = Unsafe.ReadUnaligned<uint>(in window[0]);
            uint fraction = Unsafe.ReadUnaligned<uint>(in window[4]);
            uint captured = Unsafe.ReadUnaligned<uint>(in window[8]);
            uint original = Unsafe.ReadUnaligned<uint>(in window[12]);
            if (_swapped)
            {
                seconds = BinaryPrimitives.ReverseEndianness(seconds);
                fraction = BinaryPrimitives.ReverseEndianness(fraction);
                captured = BinaryPrimitives.ReverseEndianness(captured);
                original = BinaryPrimitives.ReverseEndianness(original);
            }

            if (captured <= _packetLimit && captured <= (uint)(available - _headerLength))
            {
                _position += _headerLength + (int)captured;
                frame = new Frame(
                    window.Slice(_headerLength, (int)captured),
                    _point,
                    ++_number,
                    (seconds * NanosecondsPerSecond) + (fraction * _fractionScale),
                    (int)Math.Min(original, int.MaxValue));
                return true;
            }
        }

        return TryReadSlowly(out frame);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _source.Dispose();

    private const long NanosecondsPerSecond = 1_000_000_000;

    private static CaptureReader Start(ByteSource source, string path, CaptureReaderOptions options)
    {
        CaptureReader reader = new(source, path, options);
        try
        {
            reader.ReadFileHeader();
            return reader;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadSlowly(out Frame frame)
    {
        if (!_ended)
        {
            bool found = _pcapng ? TryReadPcapng(out frame) : TryReadPcapRecord(out frame);
            if (found) { return true; }
        }

        frame = default;
        return false;
    }

    /// <summary>The magic tells the format. Fewer bytes than its header needs are a fault; bytes of no known format are an exception.</summary>
    private void ReadFileHeader()
    {
        bool four = Fill(4);
        if (!four && _source.WasCancelled) { throw new OperationCanceledException(_options.Cancellation); }
        ReadOnlySpan<byte> start = _buffer.AsSpan(_position, _end - _position);
        if (four && PcapHeader.TryReadMagic(start, out PcapVariant variant, out _))
        {
            Format = variant switch { PcapVariant.Nanoseconds => "pcap-ns", PcapVariant.Modified => "pcap-modified", _ => "pcap" };
            StartPcap();
        }
        else if (four && BinaryPrimitives.ReadUInt32BigEndian(start) == (uint)PcapngBlockType.SectionHeader)
        {
            Format = "pcapng";
            _pcapng = true;
            StartPcapng();
        }
        else if (Fault is null && start.IsEmpty) { throw new WeirException($"{_path}: the file is empty, so it is no capture"); }
        else if (Fault is { } fault) { throw new WeirException($"{_path}: {fault.Message}"); }
        else { throw new WeirException($"{_path}: this is no capture (neither pcap nor pcapng)"); }
    }

    private static byte[] NewBuffer(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);

    private static LinkType ToLinkType(int number) => (LinkType)number;
}
