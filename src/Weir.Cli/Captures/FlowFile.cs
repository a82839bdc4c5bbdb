using Microsoft.Win32.SafeHandles;
using Weir.Wire.Captures;

namespace Weir.Cli.Captures;

/// <summary>One file of <see cref="FlowFiles"/> with the bytes that were not handed to the <see cref="FlowWriters"/> yet.</summary>
internal sealed class FlowFile(string name, string path, Conversation conversation, PcapHeader header, int number)
{
    /// <summary>Relative to the folder.</summary>
    public string Name { get; } = name;

    public string Path { get; } = path;

    public Conversation Conversation { get; } = conversation;

    public PcapHeader Header { get; } = header;

    /// <summary>Which file it is, from 0.</summary>
    public int Number { get; } = number;

    public long Packets { get; set; }

    /// <summary>What was not handed over yet.</summary>
    public FlowChain Waiting { get; set; }

    /// <summary>Open between two writes, or null. The writer's.</summary>
    public SafeFileHandle? Handle { get; set; }

    /// <summary>Bytes in the file. The writer's.</summary>
    public long Offset { get; set; }
}
