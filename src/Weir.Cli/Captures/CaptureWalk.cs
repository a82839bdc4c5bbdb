using Weir.Capture;
using Weir.Cli.Output;
using Weir.Wire.Frames;

namespace Weir.Cli.Captures;

/// <summary>Walks the packets of one capture file for a command: opens it, decodes headers, shows progress, obeys interrupts, and tells of damage.</summary>
internal sealed class CaptureWalk
{
    private const int PacketsBetweenLooks = 4096;
    private readonly CommandContext _context;
    private readonly string _file;
    private CaptureReader? _reader;

    /// <summary>Makes a walk over <paramref name="file"/> as the user wrote it.</summary>
    public CaptureWalk(CommandContext context, string file)
    {
        _context = context;
        _file = file;
        Waiting = context.Flush;
    }

    /// <summary>Takes one packet.</summary>
    public delegate void PacketHandler(in Frame frame, in DecodedPacket packet);

    /// <summary>The points of the file that are known so far; all of them after <see cref="Run"/>.</summary>
    public IReadOnlyList<CapturePoint> Points => _reader?.Points ?? [];

    /// <summary>True when the file's times are finer than microseconds, or may be.</summary>
    public bool IsNanoseconds { get; private set; }

    /// <summary>True when the file may still grow: at its end the walk waits for more until the user interrupts.</summary>
    public bool Follow { get; init; }

    /// <summary>Called before the walk waits for more packets; writes out what is buffered.</summary>
    public Action Waiting { get; init; }

    /// <summary>
    /// Hands every packet to <paramref name="handler"/>. Gives <see cref="ExitCode.Failed"/> after a line on standard error when the file is damaged; what came before the damage was handed on.
    /// </summary>
    /// <exception cref="WeirException">The file cannot be opened or is no capture.</exception>
    public ExitCode Run(PacketHandler handler)
    {
        using CaptureReader reader = CaptureReader.Open(_context.PathOf(_file), CaptureOptions.Reading(_context, Follow, Waiting));
        using ProgressLine progress = _context.Progress($"reading {_file}");
        IsNanoseconds = reader.Format is not ("pcap" or "pcap-modified");
        _reader = reader;
        var packet = default(DecodedPacket);
        int left = PacketsBetweenLooks;
        while (reader.TryRead(out Frame frame))
        {
            PacketDecoder.Decode(frame.Bytes, frame.Point.LinkType, ref packet);
            handler(frame, packet);
            if (--left > 0) { continue; }
            left = PacketsBetweenLooks;
            progress.Report(reader.Position, reader.Length, reader.PacketCount, "packets");
            if (_context.Cancellation.IsCancellationRequested) { break; }
        }

        progress.Dispose();
        if (reader.Fault is not { } fault) { return ExitCode.Success; }
        _context.Error.WriteLine($"weir: {_file}: {fault.Message}; the {reader.PacketCount} packets before it were read");
        return ExitCode.Failed;
    }
}
