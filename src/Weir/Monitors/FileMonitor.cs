using System.Globalization;
using Weir.Capture;
using Weir.Decoding;
using Weir.Processing;

namespace Weir.Monitors;

/// <summary>A monitor over captures: the same stages and tables as for frames that pass now, with the tables written when all is read.</summary>
public sealed class FileMonitor
{
    private readonly IMonitor _monitor;
    private readonly MonitorRows _rows;
    private readonly LivePath _path;
    private readonly ITableStore _store;
    private int _blocks;

    /// <summary>A monitor that has read nothing yet.</summary>
    public FileMonitor(string name, string kind, IMonitor monitor, ITableStore store)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        (_monitor, _store) = (monitor, store);
        _rows = new MonitorRows(name, kind, monitor);
        _path = new LivePath(monitor.Path, monitor.SinkFor) { ConversationEnded = monitor.End };
    }

    /// <summary>Its tables under their names in the store; the first is the one that people look at.</summary>
    public IReadOnlyList<RecordTable> Tables => _rows.Tables;

    /// <summary>The counters of all points so far.</summary>
    public Balance Balance => MonitorRows.BalanceOf(_path);

    /// <summary>Reads a capture to its end, or until it is cancelled. Gives what is damaged in it, null when nothing is; what came before the damage is counted.</summary>
    /// <exception cref="WeirException">It cannot be opened or is no capture.</exception>
    public CaptureFault? Read(string file, CaptureReaderOptions options, TimeProvider time, CancellationToken cancellation)
    {
        using CaptureReader reader = CaptureReader.Open(file, options);
        int secrets = 0;
        while (!cancellation.IsCancellationRequested && reader.TryRead(out Frame frame))
        {
            for (; secrets < reader.Secrets.Count; secrets++) { Take(reader.Secrets[secrets], file); }
            _path.Accept(in frame);
            if (_monitor.IsFull) { Write(time); }
        }

        return reader.Fault;
    }

    /// <summary>Ends all streams and completes the tables.</summary>
    public void Complete(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _path.Flush();
        _path.Complete();
        Write(time);
    }

    private void Take(CaptureSecret secret, string file)
    {
        if (secret.Type == SecretStore.BlockType) { _monitor.Path.Decoding.Secrets?.Add(secret.Data.Span, string.Create(CultureInfo.InvariantCulture, $"{file}, secrets block {++_blocks}")); }
    }

    private void Write(TimeProvider time) => _store.Change(tables => _rows.Write(_path, 0, time.GetUtcNow(), tables));
}
