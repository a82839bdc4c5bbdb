using Weir.Capture;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Decoding;
using Weir.Running;
using Weir.Wire;
using Weir.Wire.Frames;

namespace Weir.Dashboard.Packets;

/// <summary>Reads packets of a run's capture from any number on.</summary>
internal sealed class PacketWalk
{
    // A condition that few packets fulfil must not read the whole file in one request: the answer says where to go on.
    private const long ScanLimit = 200_000;

    // Of a file of this length packets are counted in a few hundredths of a second.
    private const long CountedBytes = 64 << 20;

    private readonly RunView _run;
    private readonly string _file;
    private readonly string? _only;
    private readonly long _clock;

    /// <summary>For a capture of a run: a file of it, the newest when none is named.</summary>
    /// <exception cref="ApiException">There is no such capture or file.</exception>
    public PacketWalk(RunView run, string capture, string? file = null)
    {
        _run = run;
        _file = file is null ? CaptureFiles.Newest(run, capture) : CaptureFiles.Named(run, capture, file);
        string?[] interfaces = [.. run.Plan().Member("captures").Items().First(one => one.Text("name") == capture).Member("interfaces").Items().Select(one => one?.GetString())];
        // The only point of a file is named by the file.
        _only = interfaces is [{ } one] ? one : null;
        _clock = run.Clock() is { } start ? (start.UtcTicks - DateTime.UnixEpoch.Ticks) * 100 : 0;
    }

    /// <summary>At most <paramref name="limit"/> packets that fulfil a condition, from a number on.</summary>
    public PacketsAnswer List(long from, int limit, string? filter, CancellationToken cancellation)
    {
        WhereExpression? where = string.IsNullOrWhiteSpace(filter) ? null : WhereExpression.Parse(filter, PacketFields.ProblemOf);
        var rows = new List<PacketRow>(limit);
        var layers = new LayerCollector();
        long count = 0, read = 0;
        long? next = null;
        Walk(from, total => count = total, (in Frame frame, long number) =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (rows.Count == limit || read++ == ScanLimit)
            {
                next = number;
                return false;
            }

            if (where is null || Holds(where, in frame, number)) { rows.Add(RowOf(in frame, number, layers)); }
            return true;
        });
        return new PacketsAnswer(rows, next, where is null ? count : null, Name);
    }

    /// <summary>The first packets. Of a file that is longer than it takes a moment to read, the number of all is not told.</summary>
    public PacketsAnswer Begin(int limit, CancellationToken cancellation)
    {
        if (new FileInfo(_file).Length <= CountedBytes) { return List(1, limit, null, cancellation); }
        var rows = new List<PacketRow>(limit);
        var layers = new LayerCollector();
        using CaptureReader reader = CaptureReader.Open(new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16), _file);
        while (reader.TryRead(out Frame frame))
        {
            if (rows.Count == limit) { return new PacketsAnswer(rows, frame.Number, null, Name); }
            rows.Add(RowOf(in frame, frame.Number, layers));
        }

        return new PacketsAnswer(rows, null, rows.Count, Name);
    }

    /// <summary>One packet with its layers.</summary>
    /// <exception cref="ApiException">The capture has no packet of this number.</exception>
    public PacketAnswer Of(long number)
    {
        PacketAnswer? answer = null;
        Walk(number, _ => { }, (in Frame frame, long at) =>
        {
            answer = Describe(in frame, at);
            return false;
        });
        return answer ?? throw ApiException.Missing($"the capture has no packet {number}");
    }

    private string Name => Path.GetFileName(_file);

    private delegate bool Visit(in Frame frame, long number);

    private void Walk(long from, Action<long> total, Visit visit)
    {
        (CaptureReader? reader, long first) = _run.Index(_file, index =>
        {
            total(index.Count);
            if (from < 1 || from > index.Count) { return ((CaptureReader?)null, 0L); }
            CaptureReader opened = index.OpenAt(from, out long before);
            return (opened, before);
        });
        using (reader)
        {
            while (reader?.TryRead(out Frame frame) == true)
            {
                long number = first + frame.Number;
                if (number >= from && !visit(in frame, number)) { return; }
            }
        }
    }

    private static bool Holds(WhereExpression where, in Frame frame, long number)
    {
        IFieldVisitor visitor = where.Begin();
        visitor.Begin("frame");
        visitor.Field("number", number);
        visitor.Field("len", frame.OriginalLength);
        visitor.Field("cap_len", frame.Bytes.Length);
        visitor.End();
        FrameFields.Describe(frame.Bytes, frame.Point.LinkType, visitor);
        return where.Holds();
    }

    private PacketRow RowOf(in Frame frame, long number, LayerCollector layers)
    {
        FrameFields.Describe(frame.Bytes, frame.Point.LinkType, layers.Clear());
        (string source, string destination, string protocol, string info) = PacketWords.Of(layers.Layers);
        return new PacketRow(number, Seconds(frame.Time), _only ?? frame.Point.Name, frame.OriginalLength, source, destination, protocol, layers.Fault is null ? info : $"{info} ({layers.Fault})".Trim());
    }

    private PacketAnswer Describe(in Frame frame, long number)
    {
        var layers = new LayerCollector();
        FrameFields.Describe(frame.Bytes, frame.Point.LinkType, layers);
        var answers = new List<LayerAnswer>();
        int? at = frame.Point.LinkType is LinkType.LinuxSll or LinkType.LinuxSll2 ? null : 0;
        foreach (LayerCollector.Layer layer in layers.Layers)
        {
            int? end = at is { } begin && LayerPlaces.LengthOf(layer) is { } length && begin + length <= frame.Bytes.Length ? begin + length : null;
            int? from = end is null ? null : at;
            answers.Add(new LayerAnswer(PacketWords.NameOf(layer.Name), PacketWords.SummaryOf(layer), from, end, [.. layer.Fields.Select(one => FieldOf(one, from))]));
            at = end;
        }

        DecodedPacket packet = default;
        PacketDecoder.Decode(frame.Bytes, frame.Point.LinkType, ref packet);
        if (packet.HasTransport && packet.PayloadLength > 0)
        {
            answers.Add(new LayerAnswer("Data", $"{packet.PayloadLength} bytes", packet.PayloadOffset, packet.PayloadOffset + packet.PayloadLength, []));
        }

        return new PacketAnswer(number, Seconds(frame.Time), _only ?? frame.Point.Name, frame.OriginalLength, answers, Convert.ToHexStringLower(frame.Bytes), layers.Fault);
    }

    private static FieldAnswer FieldOf(KeyValuePair<string, string> field, int? begin) =>
        begin is { } start && LayerPlaces.Of(field.Key) is var (from, to) ? new FieldAnswer(field.Key, field.Value, start + from, start + to) : new FieldAnswer(field.Key, field.Value, null, null);

    private double Seconds(long time) => Math.Round((time - _clock) / 1e9, 9);
}
