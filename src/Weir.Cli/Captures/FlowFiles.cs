using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weir.Capture;
using Weir.Reassembly;
using Weir.Wire.Captures;

namespace Weir.Cli.Captures;

/// <summary>
/// Writes the frames of each conversation into a pcap file of its own. Many thousand conversations may be open at once: each collects its bytes in memory and appends them to its file. The first
/// <see cref="HandleLimit"/> files stay open, the others are open for the moment of an append. All of them together keep at most <see cref="MemoryLimit"/> bytes; then all write.
/// </summary>
internal sealed class FlowFiles : ISortedFrameSink, IDisposable
{
    private const int MemoryLimit = 128 << 20;
    private const int BufferLimit = 256 << 10;
    private const int FirstBuffer = 4096;
    private const int HandleLimit = 4096;
    private readonly string _folder;
    private readonly Func<CaptureFileFormat> _format;
    private readonly Func<bool> _hasPoints;
    private readonly Dictionary<Conversation, FlowFile> _open = new(ReferenceEqualityComparer.Instance);
    private readonly List<FlowFile> _files = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private long _held;
    private int _handles;
    private int _handleLimit = HandleLimit;
    private Conversation? _lastConversation;
    private FlowFile? _last;

    /// <summary>Makes the files below <paramref name="folder"/>. The format and whether points get folders of their own are asked for when they are known: at the first frame.</summary>
    public FlowFiles(string folder, Func<CaptureFileFormat> format, Func<bool> hasPoints)
    {
        (_folder, _format, _hasPoints) = (folder, format, hasPoints);
        Directory.CreateDirectory(folder);
    }

    /// <summary>The files with their conversations and packets, in the order in which they were begun. Names are relative to the folder.</summary>
    public IReadOnlyList<(string Name, Conversation Conversation, long Packets)> Written => [.. _files.Select(file => (file.Name, file.Conversation, file.Packets))];

    /// <inheritdoc/>
    public void Accept(Conversation conversation, in Frame frame)
    {
        FlowFile file = ReferenceEquals(conversation, _lastConversation) ? _last! : Find(conversation);
        int size = PcapRecordHeader.SizeOf(file.Header.Variant) + frame.Bytes.Length;
        if (size > file.Room) { MakeRoom(file, size); }
        Span<byte> target = file.Take(size);
        bool fine = file.Header.Variant == PcapVariant.Nanoseconds;
        long time = Math.Clamp(frame.Time, 0, uint.MaxValue * 1_000_000_000L);
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)(time / 1_000_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], (uint)(time % 1_000_000_000 / (fine ? 1 : 1000)));
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], frame.Bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], frame.OriginalLength);
        frame.Bytes.CopyTo(target[16..]);
        _held += size;
        file.Packets++;
        if (_held > MemoryLimit) { Flush(); }
    }

    /// <inheritdoc/>
    public void Complete(Conversation conversation)
    {
        if (ReferenceEquals(conversation, _lastConversation)) { (_lastConversation, _last) = (null, null); }
        if (!_open.Remove(conversation, out FlowFile? file)) { return; }
        Append(file);
        Close(file);
        ArrayPool<byte>.Shared.Return(file.Buffer);
        file.Use([]);
    }

    /// <summary>Writes out what is kept.</summary>
    public void Flush()
    {
        foreach (FlowFile file in _open.Values) { Append(file); }
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        foreach (FlowFile file in _open.Values)
        {
            Close(file);
            ArrayPool<byte>.Shared.Return(file.Buffer);
        }

        _open.Clear();
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
        var file = new FlowFile(name, path, conversation, new PcapHeader(variant, false, 2, 4, CaptureLimits.PacketLength, (uint)conversation.Point.LinkType));
        file.Use(ArrayPool<byte>.Shared.Rent(FirstBuffer));
        file.Header.Write(file.Take(PcapHeader.Size));
        _held += file.Length;
        _files.Add(file);
        return file;
    }

    private void MakeRoom(FlowFile file, int size)
    {
        if (file.Length >= BufferLimit) { Append(file); }
        if (size <= file.Room) { return; }
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(file.Length + size, Math.Min(file.Buffer.Length * 4, BufferLimit)));
        file.Buffer.AsSpan(0, file.Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(file.Buffer);
        file.Use(larger);
    }

    private void Append(FlowFile file)
    {
        if (file.Length == 0) { return; }
        if (file.Handle is { } open)
        {
            RandomAccess.Write(open, file.Buffer.AsSpan(0, file.Length), file.Offset);
        }
        else
        {
            SafeFileHandle handle = Open(file);
            RandomAccess.Write(handle, file.Buffer.AsSpan(0, file.Length), file.Offset);
            if (_handles < _handleLimit) { (file.Handle, _handles) = (handle, _handles + 1); }
            else { handle.Dispose(); }
        }

        _held -= file.Length;
        file.Pass();
    }

    private SafeFileHandle Open(FlowFile file)
    {
        try
        {
            return OpenNow(file);
        }
        catch (IOException) when (_handles > 0)
        {
            // The process may have fewer open files than expected: none of ours stays open from now on.
            _handleLimit = 0;
            foreach (FlowFile other in _open.Values) { Close(other); }
            return OpenNow(file);
        }
    }

    private static SafeFileHandle OpenNow(FlowFile file)
    {
        if (file.Offset > 0) { return File.OpenHandle(file.Path, FileMode.Open, FileAccess.Write, FileShare.Read); }
        // Not cut to nothing: such a file is written to the disk before its close returns (ext4's auto_da_alloc), even when it is new.
        File.Delete(file.Path);
        return File.OpenHandle(file.Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    private void Close(FlowFile file)
    {
        if (file.Handle is not { } handle) { return; }
        handle.Dispose();
        file.Handle = null;
        _handles--;
    }

    private static string NameOf(Conversation conversation) => $"{NameOf(conversation.Client)}-{NameOf(conversation.Server)}";

    private static string NameOf(FlowEnd end) => $"{end.Address}.{end.Port}";

    /// <summary>An interface's name as a folder: what would leave the folder is replaced.</summary>
    private static string SafeName(string name) => name is "." or ".." or "" ? "_" : name.Replace('/', '_');
}
