using Weir.Capture;
using Weir.Decoding;
using Weir.Platform;
using Weir.Wire.Frames;

namespace Weir.Checks.Looks;

/// <summary>Goes over the frames that a run has captured at a place, and picks those that an expression or a filter means.</summary>
internal sealed class PacketQuery : IDisposable
{
    private readonly WhereExpression? _where;
    private readonly PacketFilter? _filter;

    /// <summary>A query by fields (<c>tcp.flags.reset == 1</c>) or in the language of pcap-filter, or both; null means all.</summary>
    /// <exception cref="WeirException">One of them is not understood.</exception>
    public PacketQuery(string? where, string? filter)
    {
        _where = where is null ? null : WhereExpression.Parse(where, PacketFields.ProblemOf);
        _filter = filter is null ? null : PacketFilter.Compile(filter);
    }

    /// <summary>Calls <paramref name="found"/> for each frame that is meant, file after file; stops when it says false.</summary>
    public void Run(IReadOnlyList<CaptureFacts> captures, FrameFound found, CancellationToken cancellation)
    {
        foreach (CaptureFacts capture in captures)
        {
            if (!File.Exists(capture.File)) { continue; }
            using CaptureReader reader = CaptureReader.Open(capture.File);
            while (reader.TryRead(out Frame frame))
            {
                cancellation.ThrowIfCancellationRequested();
                if (capture.Has(frame.Point) && IsMeant(in frame) && !found(in frame)) { return; }
            }
        }
    }

    /// <summary>How many frames are meant.</summary>
    public long Count(IReadOnlyList<CaptureFacts> captures, CancellationToken cancellation)
    {
        long count = 0;
        Run(captures, (in Frame _) => ++count > 0, cancellation);
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _filter?.Dispose();

    private bool IsMeant(in Frame frame)
    {
        if (_filter is not null && !_filter.Matches(frame.Bytes, frame.OriginalLength)) { return false; }
        if (_where is null) { return true; }
        Wire.IFieldVisitor visitor = _where.Begin();
        visitor.Begin("frame");
        visitor.Field("number", frame.Number);
        visitor.Field("len", frame.OriginalLength);
        visitor.Field("cap_len", frame.Bytes.Length);
        visitor.End();
        FrameFields.Describe(frame.Bytes, frame.Point.LinkType, visitor);
        return _where.Holds();
    }
}
