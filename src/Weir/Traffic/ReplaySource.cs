using Weir.Capture;
using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <summary>Reads the packets of a capture into batches for sending, pass after pass.</summary>
internal sealed class ReplaySource : IDisposable
{
    /// <summary>Bytes of an ordinary batch; with the longest packet there is room for at least one of any length.</summary>
    public const int BatchBytes = 1024 * 1024;

    private const int EthernetOverhead = 14 + 4;
    private const int LongestFrame = 65_535 + EthernetOverhead;
    private readonly string _path;
    private readonly ReplayOptions _options;
    private readonly SideTable? _sides;
    private readonly CaptureReaderOptions _reading;
    private readonly int _longest;
    private CaptureReader? _reader;
    private long _passes;
    private bool _pending;
    private bool _passHasPackets;
    private byte[] _kept = [];
    private (int Length, long Time, TrafficSide Side) _next;

    /// <summary>Makes a source and opens the capture.</summary>
    /// <param name="path">The capture.</param>
    /// <param name="options">How it is sent.</param>
    /// <param name="sides">Tells clients from servers; null when nobody asks.</param>
    /// <param name="longest">Most bytes of a frame that the interfaces take.</param>
    /// <param name="cancellation">Ends the waiting for a pipe.</param>
    /// <exception cref="WeirException">It is no capture.</exception>
    public ReplaySource(string path, ReplayOptions options, SideTable? sides, int longest, CancellationToken cancellation)
    {
        _path = path;
        _options = options;
        _sides = sides;
        _longest = options.Offload ? LongestFrame : longest;
        _reading = new CaptureReaderOptions { Cancellation = cancellation };
        _reader = CaptureReader.Open(path, _reading);
    }

    /// <summary>Packets that the capture cut off.</summary>
    public long CutOff { get; private set; }

    /// <summary>Packets left out because they are longer than an interface takes.</summary>
    public long TooLong { get; private set; }

    /// <summary>Packets left out because they are shorter than an Ethernet header.</summary>
    public long TooShort { get; private set; }

    /// <summary>Where the capture is damaged, or null.</summary>
    public CaptureFault? Fault { get; private set; }

    /// <summary>Fills a batch with the packets that come next; false when there are no more.</summary>
    /// <exception cref="WeirException">A packet is no Ethernet frame, or the capture cannot be read again.</exception>
    public bool TryFill(ReplayBatch batch)
    {
        batch.Clear();
        if (_reader is null && !TryBeginPass()) { return false; }
        batch.BeginsPass = !_pending && _reader!.PacketCount == 0;
        if (_pending)
        {
            _pending = false;
            if (!batch.TryAdd(_kept.AsSpan(0, Math.Min(_kept.Length, _next.Length)), _next.Length, _next.Time, _next.Side)) { throw new InvalidOperationException("a packet is longer than a batch"); }
        }

        var packet = default(DecodedPacket);
        while (_reader!.TryRead(out Frame frame))
        {
            if (frame.Point.LinkType != LinkType.Ethernet) { throw new WeirException($"{_path}: packet {frame.Number} is no Ethernet frame (link type {(int)frame.Point.LinkType}), and only these can be sent"); }
            int length = frame.Bytes.Length;
            if (length < frame.OriginalLength)
            {
                CutOff++;
                if (_options.Pad) { length = Math.Min(frame.OriginalLength, LongestFrame); }
            }

            if (!IsSendable(frame.Bytes, length)) { continue; }
            TrafficSide side = TrafficSide.Client;
            if (_sides is not null)
            {
                PacketDecoder.Decode(frame.Bytes, LinkType.Ethernet, ref packet);
                side = _sides.Of(packet, frame.Bytes, LinkType.Ethernet);
            }

            if (batch.TryAdd(frame.Bytes, length, frame.Time, side)) { continue; }
            _kept = frame.Bytes.ToArray();
            _next = (length, frame.Time, side);
            _pending = true;
            _passHasPackets = true;
            return true;
        }

        _passHasPackets |= batch.Count > 0;
        Fault ??= _reader.Fault;
        _reader.Dispose();
        _reader = null;
        return batch.Count > 0 || TryFill(batch);
    }

    /// <summary>Closes the capture.</summary>
    public void Dispose() => _reader?.Dispose();

    private bool TryBeginPass()
    {
        _passes++;
        // A pass that sent nothing will not send more the next time.
        if (_options.Preload || !_passHasPackets || Fault is not null || (_options.Loops != 0 && _passes >= _options.Loops) || _path == "-") { return false; }
        _reader = CaptureReader.Open(_path, _reading);
        _passHasPackets = false;
        return true;
    }

    private bool IsSendable(ReadOnlySpan<byte> frame, int length)
    {
        if (frame.Length < EthernetHeader.Size)
        {
            TooShort++;
            return false;
        }

        bool tagged = EtherTypes.IsVlan((ushort)(frame[12] << 8 | frame[13]));
        if (length <= _longest + (tagged ? VlanTag.Size : 0)) { return true; }
        TooLong++;
        return false;
    }
}
