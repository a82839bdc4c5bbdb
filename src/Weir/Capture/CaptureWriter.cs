using Weir.Wire.Captures;

namespace Weir.Capture;

/// <summary>
/// Writes packets to a pcap or pcapng capture. Written through a buffer: the capture is whole after <see cref="Dispose"/>, and up to the last packet
/// after <see cref="Flush"/>. Not safe for several threads.
/// </summary>
public sealed partial class CaptureWriter : IDisposable
{
    private const string StandardOutput = "-";

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly CaptureWriterOptions _options;
    private readonly string _path;
    private readonly PcapngBlockWriter _blocks;
    private readonly Dictionary<CapturePoint, int> _ids = [];
    private readonly PcapHeader _pcap;
    private CapturePoint? _lastPoint;
    private int _lastId;
    private long _writtenOut;
    private bool _begun;
    private bool _disposed;

    private CaptureWriter(Stream stream, string path, CaptureWriterOptions options, bool leaveOpen)
    {
        _stream = stream;
        _path = path;
        _options = options;
        _leaveOpen = leaveOpen;
        _blocks = new PcapngBlockWriter(options.BigEndian);
        PcapVariant variant = options.Format switch
        {
            CaptureFileFormat.PcapNanoseconds => PcapVariant.Nanoseconds,
            CaptureFileFormat.PcapModified => PcapVariant.Modified,
            _ => PcapVariant.Microseconds,
        };
        _pcap = new PcapHeader(variant, options.BigEndian, 2, 4, options.SnapLength, (uint)Wire.Frames.LinkType.Ethernet);
        if (IsPcapng) { BeginSection(); }
    }

    /// <summary>Packets written.</summary>
    public long PacketCount { get; private set; }

    /// <summary>Bytes of the capture so far, those in the buffer included.</summary>
    public long Length => _writtenOut + _blocks.Written.Length;

    private bool IsPcapng => _options.Format == CaptureFileFormat.Pcapng;

    /// <summary>Creates a file, or replaces it.</summary>
    /// <param name="path">The file; <c>-</c> is standard output.</param>
    /// <param name="options">How to write; null = defaults.</param>
    /// <exception cref="WeirException">The file cannot be created.</exception>
    public static CaptureWriter Create(string path, CaptureWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            Stream stream = path is StandardOutput
                ? Console.OpenStandardOutput()
                : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            return new CaptureWriter(stream, path, options ?? new CaptureWriterOptions(), leaveOpen: false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WeirException($"{path}: the capture cannot be created: {cause.Message}", 2, cause);
        }
    }

    /// <summary>Writes to a stream.</summary>
    public static CaptureWriter Create(Stream stream, CaptureWriterOptions? options = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new CaptureWriter(stream, StandardOutput, options ?? new CaptureWriterOptions(), leaveOpen);
    }

    /// <summary>Declares a point of observation before its first packet; without it, the first packet does. Doing it twice is harmless.</summary>
    /// <exception cref="WeirException">A pcap file has one link-layer header type, and this point has another.</exception>
    public void AddPoint(CapturePoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        _ = IdOf(point);
    }

    /// <summary>Writes a packet.</summary>
    /// <param name="frame">The packet. Its time is cut to microseconds where the format has only those.</param>
    /// <param name="comment">pcapng: a comment on it, or null.</param>
    /// <exception cref="InvalidOperationException">A comment was given and the format has none.</exception>
    public void Write(in Frame frame, string? comment = null)
    {
        int id = ReferenceEquals(frame.Point, _lastPoint) ? _lastId : IdOf(frame.Point);
        if (IsPcapng)
        {
            ulong time = TimestampResolution.Nanoseconds.FromNanoseconds(frame.Time);
            EnhancedPacketBlock.Write(_blocks, (uint)id, time, frame.Bytes, (uint)frame.OriginalLength);
            if (comment is not null) { _blocks.Option(PcapngOption.Comment, comment); }
            _blocks.End();
        }
        else
        {
            if (comment is not null) { throw NotInPcap("comments"); }
            WriteRecord(frame);
        }

        PacketCount++;
        WriteOut(_options.BufferSize);
    }

    /// <summary>Writes what is in the buffer to the file.</summary>
    public void Flush()
    {
        WriteOut(0);
        _stream.Flush();
    }

    /// <summary>Writes the rest and closes the file. A pcap file without a packet gets its header here.</summary>
    public void Dispose()
    {
        if (_disposed) { return; }
        _disposed = true;
        try
        {
            if (!IsPcapng && !_begun) { BeginPcap(_pcap.LinkType); }
            Flush();
        }
        finally
        {
            if (!_leaveOpen) { _stream.Dispose(); }
        }
    }

    private int IdOf(CapturePoint point)
    {
        if (!_ids.TryGetValue(point, out int id))
        {
            id = _ids.Count;
            if (IsPcapng) { Describe(point); }
            else { BeginPcap((int)point.LinkType); }
            _ids.Add(point, id);
        }

        _lastPoint = point;
        _lastId = id;
        return id;
    }

    private void WriteOut(int threshold)
    {
        if (_blocks.Written.Length <= threshold) { return; }
        _stream.Write(_blocks.Written);
        _writtenOut += _blocks.Written.Length;
        _blocks.Clear();
    }

    private InvalidOperationException NotInPcap(string what) => new($"{_path}: a pcap file has no {what}; write pcapng");
}
