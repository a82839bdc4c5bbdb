using System.Text;
using System.Threading.Channels;

namespace Weir.Programs;

/// <summary>
/// What a program wrote, as a file of lines <c>SECONDS out|err TEXT</c>, and the last <see cref="KeptLines"/> lines in memory. A line longer than <see cref="LineLimit"/> characters is cut into several.
/// </summary>
public sealed class ProgramLog : IDisposable
{
    /// <summary>Lines kept in memory; the file has them all.</summary>
    public const int KeptLines = 10_000;

    /// <summary>Characters of a line at most: a program that writes no line end must not fill the memory.</summary>
    public const int LineLimit = 64 * 1024;

    /// <summary>Lines that wait for one listener at most; the oldest are dropped for a listener that does not keep up.</summary>
    public const int ListenerCapacity = 4096;

    // Guards _file, _kept, _count, _listeners, _next and _closed.
    private readonly Lock _gate = new();
    private readonly StreamWriter _file;
    private readonly Queue<ProgramLine> _kept = new();
    private readonly List<Channel<ProgramLine>> _listeners = [];
    private readonly Func<double> _clock;
    private TaskCompletionSource? _next;
    private long _count;
    private bool _closed;

    /// <summary>Opens the log; it appends to what a program wrote before a restart. <paramref name="clock"/> gives seconds since the run's clock started.</summary>
    public ProgramLog(string path, Func<double> clock)
    {
        _clock = clock;
        _file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite), new UTF8Encoding(false)) { NewLine = "\n", AutoFlush = true };
    }

    /// <summary>Lines so far.</summary>
    public long Count
    {
        get
        {
            lock (_gate) { return _count; }
        }
    }

    /// <summary>The lines that are kept in memory, the oldest first.</summary>
    public ProgramLine[] Kept()
    {
        lock (_gate) { return [.. _kept]; }
    }

    /// <summary>The kept lines behind the line of this number, the oldest first.</summary>
    internal ProgramLine[] After(long number)
    {
        lock (_gate) { return [.. _kept.Skip((int)Math.Clamp(_kept.Count - (_count - number), 0, _kept.Count))]; }
    }

    /// <summary>Completes when the next line has been written, and goes on where it was.</summary>
    internal Task NextAsync()
    {
        lock (_gate) { return (_next ??= new TaskCompletionSource()).Task; }
    }

    /// <summary>Writes one line.</summary>
    public void Add(string text, bool isError)
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            if (_closed) { return; }
            var line = new ProgramLine(++_count, _clock(), isError, text);
            _file.WriteLine(line.ToLog());
            if (_kept.Count == KeptLines) { _kept.Dequeue(); }
            _kept.Enqueue(line);
            foreach (Channel<ProgramLine> listener in _listeners) { listener.Writer.TryWrite(line); }
            (next, _next) = (_next, null);
        }

        next?.TrySetResult();
    }

    /// <summary>Reads a program's stream to its end and writes its lines.</summary>
    public async Task PumpAsync(Stream stream, bool isError)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 4096, leaveOpen: true);
        char[] piece = new char[4096];
        var line = new StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(piece).ConfigureAwait(false)) > 0)
        {
            foreach (char one in piece.AsSpan(0, read))
            {
                if (one != '\n') { line.Append(one); }
                if (one == '\n' || line.Length >= LineLimit) { Take(line, isError); }
            }
        }

        if (line.Length > 0) { Take(line, isError); }
    }

    /// <summary>Listens from now on, after the kept lines when <paramref name="fromBegin"/>; completes when the log is closed.</summary>
    public ChannelReader<ProgramLine> Listen(bool fromBegin)
    {
        var channel = Channel.CreateBounded<ProgramLine>(new BoundedChannelOptions(ListenerCapacity + KeptLines) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_gate)
        {
            if (fromBegin)
            {
                foreach (ProgramLine line in _kept) { channel.Writer.TryWrite(line); }
            }

            if (_closed) { channel.Writer.Complete(); }
            else { _listeners.Add(channel); }
        }

        return channel.Reader;
    }

    /// <summary>Stops listening.</summary>
    public void Unlisten(ChannelReader<ProgramLine> reader)
    {
        lock (_gate) { _listeners.RemoveAll(channel => channel.Reader == reader); }
    }

    /// <summary>Closes the file; listeners complete. Twice is harmless.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) { return; }
            _closed = true;
            foreach (Channel<ProgramLine> listener in _listeners) { listener.Writer.TryComplete(); }
            _listeners.Clear();
            _file.Dispose();
        }
    }

    private void Take(StringBuilder line, bool isError)
    {
        if (line.Length > 0 && line[^1] == '\r') { line.Length--; }
        Add(line.ToString(), isError);
        line.Clear();
    }
}
