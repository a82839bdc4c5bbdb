using System.Buffers;
using System.Text.Json;

namespace Weir.Control;

/// <summary>The file in which a controller keeps what it knows. A reader sees one whole version or the one before.</summary>
internal sealed class ControllerViewFile(string path)
{
    private readonly string _next = path + ".new";
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(0.9);

    private byte[] _written = [];
    private long _last;

    /// <summary>True about once a second.</summary>
    public bool IsDue(TimeProvider time)
    {
        if (_last != 0 && time.GetElapsedTime(_last) < s_pause) { return false; }
        _last = time.GetTimestamp();
        return true;
    }

    /// <summary>Writes it, when it is another than before.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is gone.</exception>
    public async Task WriteAsync(ControllerView view, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer)) { view.WriteTo(json); }
        if (buffer.WrittenSpan.SequenceEqual(_written)) { return; }
        _written = buffer.WrittenSpan.ToArray();
        await File.WriteAllBytesAsync(_next, _written, cancellation).ConfigureAwait(false);
        File.Move(_next, path, overwrite: true);
    }
}
