using System.Globalization;

namespace Weir.Capture;

/// <summary>
/// The files of one live capture: a single one, or a row of numbered ones of which the newest stay. Each is a whole capture: interfaces, frames, and counters by which received = written + dropped in each of them
/// and in all. Used by one thread; <see cref="Paths"/> by any.
/// </summary>
internal sealed class CaptureFileRow : IDisposable
{
    /// <summary>Bytes of the block with one interface's counters and of a frame's block beside its bytes.</summary>
    private const int BlockRoom = 64;

    private readonly string _path;
    private readonly CapturePoint[] _points;
    private readonly long _size;
    private readonly int _files;
    private readonly long[] _written;
    private readonly long[] _received;
    private readonly long[] _dropped;
    private readonly Lock _gate = new(); // _paths
    private readonly Queue<string> _paths = new();
    private CaptureWriter _writer;
    private int _number;

    /// <summary>Begins the first file.</summary>
    /// <param name="path">The file; with a size, a number comes before its extension.</param>
    /// <param name="points">The points of observation.</param>
    /// <param name="size">Bytes of a file at most; 0 for one file without end.</param>
    /// <param name="files">Files that are kept, the newest; 0 for all.</param>
    /// <exception cref="WeirException">The file cannot be made.</exception>
    public CaptureFileRow(string path, CapturePoint[] points, long size, int files)
    {
        (_path, _points, _size, _files) = (path, points, size, files);
        (_written, _received, _dropped) = (new long[points.Length], new long[points.Length], new long[points.Length]);
        _writer = Next();
    }

    /// <summary>The files that are there, the oldest first.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (_gate) { return [.. _paths]; }
        }
    }

    /// <summary>Writes a frame of the point <paramref name="at"/>, into the next file when this one is full; <paramref name="dropped"/> tells what was lost so far at a point.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(int at, in Frame frame, string? comment, Func<int, long> dropped, long now)
    {
        if (_size > 0 && _writer.PacketCount > 0 && _writer.Length + frame.Bytes.Length + (comment?.Length ?? 0) + (BlockRoom * (_points.Length + 1)) > _size)
        {
            for (int i = 0; i < _points.Length; i++)
            {
                long lost = dropped(i);
                Count(i, now, _written[i] + lost - _dropped[i], lost);
            }

            _writer.Dispose();
            _writer = Next();
        }

        _writer.Write(in frame, comment);
        _written[at]++;
    }

    /// <summary>Writes what is in the buffer.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Flush() => _writer.Flush();

    /// <summary>Writes the counters of a point into the last file: all that was received and dropped, less what stands in the files before.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Complete(int at, long now, long received, long dropped) => Count(at, now, received - _received[at], dropped);

    /// <summary>Closes the last file.</summary>
    public void Dispose() => _writer.Dispose();

    private void Count(int at, long now, long received, long dropped)
    {
        _writer.WriteStatistics(_points[at], now, received, dropped - _dropped[at]);
        _received[at] += received;
        _dropped[at] = dropped;
        _written[at] = 0;
    }

    private CaptureWriter Next()
    {
        string path = _size == 0 ? _path : Numbered(++_number);
        CaptureWriter writer = CaptureWriter.Create(path);
        foreach (CapturePoint point in _points) { writer.AddPoint(point); }
        writer.Flush();
        string? oldest = null;
        lock (_gate)
        {
            _paths.Enqueue(path);
            if (_files > 0 && _paths.Count > _files) { oldest = _paths.Dequeue(); }
        }

        if (oldest is not null) { File.Delete(oldest); }
        return writer;
    }

    private string Numbered(int number)
    {
        string extension = Path.GetExtension(_path);
        return string.Create(CultureInfo.InvariantCulture, $"{_path[..^extension.Length]}-{number:D5}{extension}");
    }
}
