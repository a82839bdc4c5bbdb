using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Weir.Capture;
using Weir.Reassembly;
using Weir.Wire.Captures;

namespace Weir.Cli.Captures;

/// <summary>
/// Writes the frames of each conversation into a pcap file of its own. Many thousand conversations may be open at once: each collects its bytes in blocks of memory, which <see cref="FlowWriters"/> append to its file. All of
/// them together have <see cref="MemoryLimit"/> bytes: the less is left, the smaller the pieces that are written; when nothing is left, all that was collected is.
/// </summary>
internal sealed class FlowFiles : ISortedFrameSink, IDisposable
{
    /// <summary>Bytes that all files together keep back.</summary>
    public const int MemoryLimit = 64 << 20;

    private const int LargePiece = (256 << 10) / FlowBlocks.Size;
    private const int MediumPiece = (64 << 10) / FlowBlocks.Size;
    private const int SmallPiece = (16 << 10) / FlowBlocks.Size;
    private const int RecordHeader = 16; // both variants that are written
    private readonly string _folder;
    private readonly Func<CaptureFileFormat> _format;
    private readonly Func<bool> _hasPoints;
    private readonly FlowBlocks _blocks;
    private readonly FlowWriters _writers;
    private readonly Dictionary<Conversation, FlowFile> _open = new(ReferenceEqualityComparer.Instance);
    private readonly List<FlowFile> _files = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private Conversation? _lastConversation;
    private FlowFile? _last;

    /// <summary>Makes the files below <paramref name="folder"/>. The format and whether points get folders of their own are asked for when they are known: at the first frame.</summary>
    public FlowFiles(string folder, Func<CaptureFileFormat> format, Func<bool> hasPoints, int memory = MemoryLimit)
    {
        (_folder, _format, _hasPoints) = (folder, format, hasPoints);
        Directory.CreateDirectory(folder);
        _blocks = new FlowBlocks(memory / FlowBlocks.Size);
        _writers = new FlowWriters(_blocks);
    }

    /// <summary>The files with their conversations and packets, in the order in which they were begun. Names are relative to the folder.</summary>
    public IReadOnlyList<(string Name, Conversation Conversation, long Packets)> Written => [.. _files.Select(file => (file.Name, file.Conversation, file.Packets))];

    /// <inheritdoc/>
    public void Accept(Conversation conversation, in Frame frame)
    {
        FlowFile file = ReferenceEquals(conversation, _lastConversation) ? _last! : Find(conversation);
        file.Packets++;
        bool fine = file.Header.Variant == PcapVariant.Nanoseconds;
        FlowChain waiting = file.Waiting;
        if (RecordHeader + frame.Bytes.Length <= waiting.Room)
        {
            Span<byte> target = _blocks[waiting.Last].Span[waiting.Fill..];
            WriteHeader(target, frame, fine);
            frame.Bytes.CopyTo(target[RecordHeader..]);
            file.Waiting = waiting with { Fill = waiting.Fill + RecordHeader + frame.Bytes.Length };
            return;
        }

        Span<byte> header = stackalloc byte[RecordHeader];
        WriteHeader(header, frame, fine);
        Add(file, header);
        Add(file, frame.Bytes);
    }

    /// <inheritdoc/>
    public void Complete(Conversation conversation)
    {
        if (ReferenceEquals(conversation, _lastConversation)) { (_lastConversation, _last) = (null, null); }
        if (_open.Remove(conversation, out FlowFile? file)) { HandOver(file, ends: true); }
    }

    /// <summary>Writes out what is kept, and waits until it is in the files.</summary>
    public void Flush()
    {
        HandOverAll();
        _writers.Complete();
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => _writers.Dispose();

    private static void WriteHeader(Span<byte> target, in Frame frame, bool fine)
    {
        long time = Math.Clamp(frame.Time, 0, uint.MaxValue * 1_000_000_000L);
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)(time / 1_000_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], (uint)(time % 1_000_000_000 / (fine ? 1 : 1000)));
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], frame.Bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], frame.OriginalLength);
    }

    private FlowFile Find(Conversation conversation)
    {
        if (!_open.TryGetValue(conversation, out FlowFile? file))
        {
            file = Begin(conversation);
            _open.Add(conversation, file);
        }

        (_lastConversation, _last) = (conversation, file);
        return file;
    }

    private FlowFile Begin(Conversation conversation)
    {
        string name = NameOf(conversation);
        if (_hasPoints()) { name = Path.Combine(SafeName(conversation.Point.Name), name); }
        // The same addresses and ports again: another file.
        int uses = CollectionsMarshal.GetValueRefOrAddDefault(_names, name, out _)++;
        if (uses > 0) { name = $"{name}-{uses + 1}"; }
        name += ".pcap";
        string path = Path.Combine(_folder, name);
        string folder = Path.GetDirectoryName(path)!;
        if (_folders.Add(folder)) { Directory.CreateDirectory(folder); }
        PcapVariant variant = _format() == CaptureFileFormat.PcapNanoseconds ? PcapVariant.Nanoseconds : PcapVariant.Microseconds;
        var file = new FlowFile(name, path, conversation, new PcapHeader(variant, false, 2, 4, CaptureLimits.PacketLength, (uint)conversation.Point.LinkType), _files.Count);
        Span<byte> header = stackalloc byte[PcapHeader.Size];
        file.Header.Write(header);
        Add(file, header);
        _files.Add(file);
        return file;
    }

    private void Add(FlowFile file, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (file.Waiting.Room == 0) { AddBlock(file); }
            FlowChain waiting = file.Waiting;
            int count = Math.Min(bytes.Length, waiting.Room);
            bytes[..count].CopyTo(_blocks[waiting.Last].Span[waiting.Fill..]);
            file.Waiting = waiting with { Fill = waiting.Fill + count };
            bytes = bytes[count..];
        }
    }

    private void AddBlock(FlowFile file)
    {
        int left = _blocks.Available;
        int piece = left > _blocks.Count / 2 ? LargePiece : left > _blocks.Count / 4 ? MediumPiece : SmallPiece;
        if (file.Waiting.Blocks >= piece) { HandOver(file, ends: false); }
        int block;
        while (true)
        {
            bool isBusy = _writers.IsBusy;
            if (_blocks.TryTake(out block)) { break; }
            if (!isBusy) { HandOverAll(); }
            _writers.WaitForProgress();
        }

        FlowChain waiting = file.Waiting;
        if (waiting.Blocks == 0) { file.Waiting = new FlowChain(block, block, 1, 0); }
        else
        {
            _blocks.Join(waiting.Last, block);
            file.Waiting = new FlowChain(waiting.First, block, waiting.Blocks + 1, 0);
        }
    }

    private void HandOverAll()
    {
        foreach (FlowFile file in _open.Values) { HandOver(file, ends: false); }
    }

    private void HandOver(FlowFile file, bool ends)
    {
        if (file.Waiting.Blocks == 0 && !ends) { return; }
        _writers.Write(file, file.Waiting, ends);
        file.Waiting = default;
    }

    private static string NameOf(Conversation conversation) => $"{NameOf(conversation.Client)}-{NameOf(conversation.Server)}";

    private static string NameOf(FlowEnd end) => $"{end.Address}.{end.Port}";

    /// <summary>An interface's name as a folder: what would leave the folder is replaced.</summary>
    private static string SafeName(string name) => name is "." or ".." or "" ? "_" : name.Replace('/', '_');
}
