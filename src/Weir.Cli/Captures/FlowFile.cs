using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weir.Wire.Captures;

namespace Weir.Cli.Captures;

/// <summary>One file of <see cref="FlowFiles"/> with the bytes that were not written yet. Its buffer is not touched but where bytes go: with thousands of files nothing of it is in a cache.</summary>
internal sealed class FlowFile(string name, string path, Conversation conversation, PcapHeader header)
{
    private int _capacity;

    /// <summary>Relative to the folder.</summary>
    public string Name { get; } = name;

    public string Path { get; } = path;

    public Conversation Conversation { get; } = conversation;

    public PcapHeader Header { get; } = header;

    public byte[] Buffer { get; private set; } = [];

    /// <summary>Open between two writes, or null.</summary>
    public SafeFileHandle? Handle { get; set; }

    /// <summary>Bytes in the buffer.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes that still go into the buffer.</summary>
    public int Room => _capacity - Length;

    /// <summary>Bytes in the file.</summary>
    public long Offset { get; private set; }

    public long Packets { get; set; }

    /// <summary>Takes another buffer, which holds what the one before did.</summary>
    public void Use(byte[] buffer)
    {
        Buffer = buffer;
        _capacity = buffer.Length;
    }

    /// <summary>The next <paramref name="size"/> bytes of the buffer, no more than <see cref="Room"/>, to be filled.</summary>
    public Span<byte> Take(int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)size, (uint)Room);
        Span<byte> taken = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Buffer), Length), size);
        Length += size;
        return taken;
    }

    /// <summary>What is in the buffer was written to the file.</summary>
    public void Pass()
    {
        Offset += Length;
        Length = 0;
    }
}
