using Weir.Wire.Captures;

namespace Weir.Capture;

/// <summary>
/// Where packets lie in a pcapng file, one mark for every <see cref="Stride"/> packets, so that reading can begin in the middle. Grows with a file that is still written: only whole blocks count.
/// Made for files with one section, as Weir writes them; a second section ends the index. One caller at a time.
/// </summary>
internal sealed class CaptureIndex(string path)
{
    /// <summary>Packets from one mark to the next. A mark is eight bytes: a hundred million packets have 0.8 MB of them.</summary>
    public const int Stride = 1000;

    private readonly List<long> _marks = [];
    // The section's header and the descriptions of its interfaces: what a reader must know of what stands before a mark.
    private readonly List<(long Offset, byte[] Block)> _heads = [];
    private long _scanned;
    private bool _bigEndian;
    private bool _ended;

    /// <summary>Packets found so far.</summary>
    public long Count { get; private set; }

    /// <summary>Looks at what has been written since the last time.</summary>
    public void Refresh()
    {
        if (_ended || !File.Exists(path)) { return; }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        long length = file.Length;
        Span<byte> prefix = stackalloc byte[PcapngBlock.PrefixLength];
        while (!_ended && length - _scanned >= prefix.Length)
        {
            file.Position = _scanned;
            if (file.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length) { return; }
            if (!PcapngBlock.TryReadLength(prefix, ref _bigEndian, out PcapngBlockType type, out int block, out _) || (type == PcapngBlockType.SectionHeader && _scanned > 0))
            {
                _ended = true;
                return;
            }

            if (length - _scanned < block) { return; }
            if (type is PcapngBlockType.EnhancedPacket or PcapngBlockType.SimplePacket or PcapngBlockType.Packet)
            {
                if (Count % Stride == 0) { _marks.Add(_scanned); }
                Count++;
            }
            else if (type is PcapngBlockType.SectionHeader or PcapngBlockType.InterfaceDescription) { Keep(file, block); }

            _scanned += block;
        }
    }

    /// <summary>A reader whose first packet has the number <paramref name="first"/> plus one; <paramref name="first"/> is the number of packets before the mark. It ends with the last whole block.</summary>
    /// <param name="number">The packet that is wanted, from 1; at most <see cref="Count"/>.</param>
    /// <param name="first">How many packets stand before the reader's first one.</param>
    /// <exception cref="WeirException">The file cannot be read.</exception>
    public CaptureReader OpenAt(long number, out long first)
    {
        int mark = (int)Math.Min((number - 1) / Stride, _marks.Count - 1);
        first = (long)mark * Stride;
        long begin = _marks[mark];
        var head = new MemoryStream();
        foreach ((long offset, byte[] block) in _heads)
        {
            if (offset < begin) { head.Write(block); }
        }

        head.Position = 0;
        return CaptureReader.Open(new JoinedStream(head, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16), begin, _scanned), path);
    }

    private void Keep(FileStream file, int length)
    {
        byte[] block = new byte[length];
        file.Position = _scanned;
        file.ReadExactly(block);
        _heads.Add((_scanned, block));
    }
}
