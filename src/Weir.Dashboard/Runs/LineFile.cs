using System.Buffers;

namespace Weir.Dashboard.Runs;

/// <summary>
/// A file of lines that may still grow: how many whole lines it has, and any of them by number, without reading it from the begin each time. Safe for several threads.
/// </summary>
internal sealed class LineFile(string path)
{
    /// <summary>Marks that are kept at most; of a longer file every second, fourth ... line is marked.</summary>
    private const int MarkLimit = 1 << 16;

    /// <summary>Bytes of a line at most: counters of thousands of interfaces are below it.</summary>
    private const int LineLimit = 1 << 26;

    private readonly Lock _gate = new(); // all that follows
    private readonly List<long> _marks = [];
    private int _stride = 1;
    private long _count;
    private long _scanned;

    /// <summary>Looks at what was written since the last time, and gives the number of whole lines.</summary>
    public long Refresh()
    {
        lock (_gate)
        {
            if (!File.Exists(path)) { return 0; }
            using FileStream file = Open();
            if (file.Length <= _scanned) { return _count; }
            byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
            try
            {
                long at = _scanned;
                file.Position = at;
                int read;
                while ((read = file.Read(buffer)) > 0)
                {
                    int from = 0, found;
                    while ((found = buffer.AsSpan(from, read - from).IndexOf((byte)'\n')) >= 0)
                    {
                        Mark();
                        from += found + 1;
                        _scanned = at + from;
                    }

                    at += read;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            return _count;
        }
    }

    /// <summary>The lines from number <paramref name="first"/> (from 0) on, at most <paramref name="most"/>, without their ends; fewer at the end of what <see cref="Refresh"/> saw, or when they are <paramref name="mostBytes"/> together.</summary>
    public List<byte[]> Read(long first, long most, long mostBytes = long.MaxValue)
    {
        long begin, skip, left;
        lock (_gate)
        {
            if (first < 0 || first >= _count || most <= 0) { return []; }
            int mark = (int)(first / _stride);
            (begin, skip, left) = (_marks[mark], first - ((long)mark * _stride), Math.Min(most, _count - first));
        }

        var lines = new List<byte[]>((int)Math.Min(left, 1024));
        using FileStream file = Open();
        file.Position = begin;
        byte[] buffer = new byte[1 << 14];
        int length = 0;
        while (true)
        {
            int read = file.Read(buffer, length, buffer.Length - length);
            if (read == 0) { return lines; }
            length += read;
            int from = 0, found;
            while ((found = buffer.AsSpan(from, length - from).IndexOf((byte)'\n')) >= 0)
            {
                if (skip-- <= 0)
                {
                    lines.Add(buffer.AsSpan(from, found).ToArray());
                    mostBytes -= found;
                    if (--left == 0 || mostBytes <= 0) { return lines; }
                }

                from += found + 1;
            }

            buffer.AsSpan(from, length - from).CopyTo(buffer);
            length -= from;
            if (length < buffer.Length) { continue; }
            if (length >= LineLimit) { throw new WeirException($"{path}: a line is longer than {LineLimit} bytes"); }
            Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }

    private FileStream Open() => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);

    private void Mark()
    {
        if (_count++ % _stride != 0) { return; }
        _marks.Add(_scanned);
        if (_marks.Count < MarkLimit) { return; }
        for (int i = 0; i < MarkLimit / 2; i++) { _marks[i] = _marks[2 * i]; }
        _marks.RemoveRange(MarkLimit / 2, _marks.Count - (MarkLimit / 2));
        _stride *= 2;
    }
}
