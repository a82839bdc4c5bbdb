using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;

namespace Weir.Running;

/// <summary>
/// The one channel from a run to the screen, the control socket and the record: each event is written to <c>events.jsonl</c> before anybody hears of it. A listener that does not keep up loses the
/// oldest of its <see cref="ListenerCapacity"/> waiting events; the file has them all.
/// </summary>
public sealed class RunEvents : IDisposable
{
    /// <summary>Events that wait for one listener at most.</summary>
    public const int ListenerCapacity = 4096;

    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Guards _file, _buffer, _listeners, _all, _fault and _closed.
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly List<Channel<RunEvent>> _listeners = [];
    private readonly List<RunEvent> _all = [];
    private readonly TimeProvider _time;
    private long _start;
    private string? _fault;
    private bool _closed;

    /// <summary>Opens the events of a run.</summary>
    public RunEvents(RunFolder folder, TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _file = new FileStream(folder.Events, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 1);
    }

    /// <summary>Seconds since the run's clock started.</summary>
    public double Now => _time.GetElapsedTime(Volatile.Read(ref _start)).TotalSeconds;

    /// <summary>All events so far, the oldest first.</summary>
    public IReadOnlyList<RunEvent> All
    {
        get
        {
            lock (_gate) { return [.. _all]; }
        }
    }

    /// <summary>Why the file does not have all events; null while it has. Who listens hears of the others all the same: what is told while a run is removed must not hinder that.</summary>
    internal string? Fault
    {
        get
        {
            lock (_gate) { return _fault; }
        }
    }

    /// <summary>Starts the run's clock: times from here on are positive.</summary>
    public void StartClock() => Volatile.Write(ref _start, _time.GetTimestamp());

    /// <summary>Says that something happened, now.</summary>
    public RunEvent Say(string kind, string subject, string text, params ReadOnlySpan<(string Name, string Value)> data)
    {
        var pairs = new KeyValuePair<string, string>[data.Length];
        for (int i = 0; i < data.Length; i++) { pairs[i] = new(data[i].Name, data[i].Value); }
        var one = new RunEvent(Math.Round(Now, 6), kind, subject, text, pairs);
        lock (_gate)
        {
            if (_closed) { return one; }
            _all.Add(one);
            Keep(one);
            foreach (Channel<RunEvent> listener in _listeners) { listener.Writer.TryWrite(one); }
        }

        return one;
    }

    /// <summary>Listens from now on, after the events so far when <paramref name="fromBegin"/>. The reader completes when the run has ended; hand it back to <see cref="Unlisten"/> before that.</summary>
    public ChannelReader<RunEvent> Listen(bool fromBegin)
    {
        var channel = Channel.CreateBounded<RunEvent>(new BoundedChannelOptions(ListenerCapacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_gate)
        {
            if (fromBegin)
            {
                foreach (RunEvent one in _all) { channel.Writer.TryWrite(one); }
            }

            if (_closed) { channel.Writer.Complete(); }
            else { _listeners.Add(channel); }
        }

        return channel.Reader;
    }

    /// <summary>Stops listening.</summary>
    public void Unlisten(ChannelReader<RunEvent> reader)
    {
        lock (_gate) { _listeners.RemoveAll(channel => channel.Reader == reader); }
    }

    /// <summary>Writes an event as one JSON object without a line end.</summary>
    public static void Write(RunEvent one, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, s_json);
        json.WriteStartObject();
        json.WriteNumber("time", one.Time);
        json.WriteString("kind", one.Kind);
        if (one.Subject.Length > 0) { json.WriteString("subject", one.Subject); }
        json.WriteString("text", one.Text);
        foreach ((string name, string value) in one.Data) { json.WriteString(name, value); }
        json.WriteEndObject();
    }

    // Under _gate. After a fault nothing is written any more: a line would begin within another.
    private void Keep(RunEvent one)
    {
        if (_fault is not null) { return; }
        Write(one, _buffer);
        _buffer.Write("\n"u8);
        try
        {
            _file.Write(_buffer.WrittenSpan);
        }
        catch (IOException fault)
        {
            _fault = fault.Message;
        }

        _buffer.ResetWrittenCount();
    }

    /// <summary>Ends the record; listeners complete. Twice is harmless.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) { return; }
            _closed = true;
            foreach (Channel<RunEvent> listener in _listeners) { listener.Writer.TryComplete(); }
            _listeners.Clear();
            _file.Dispose();
        }
    }
}
