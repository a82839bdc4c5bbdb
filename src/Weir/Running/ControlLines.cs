using System.Text;

namespace Weir.Running;

/// <summary>Reads lines from a connection, each at most <see cref="Limit"/> bytes; what came behind a line waits for the next reading. One reader at a time.</summary>
internal sealed class ControlLines(Stream stream)
{
    /// <summary>Bytes of a line at most.</summary>
    public const int Limit = 1 << 20;

    private byte[] _buffer = new byte[1024];
    private int _begin;
    private int _end;

    /// <summary>The next line without its end; null when the other side is done. A last line without an end counts.</summary>
    /// <exception cref="WeirException">The line is longer than the limit.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancellation)
    {
        int looked = 0;
        while (true)
        {
            int at = _buffer.AsSpan(_begin + looked, _end - _begin - looked).IndexOf((byte)'\n');
            if (at >= 0) { return Take(looked + at, 1); }
            looked = _end - _begin;
            if (looked > Limit) { throw new WeirException($"a request is longer than {Limit} bytes"); }
            MakeRoom();
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
            if (read == 0) { return looked == 0 ? null : Take(looked, 0); }
            _end += read;
        }
    }

    private string Take(int length, int endLength)
    {
        string line = Encoding.UTF8.GetString(_buffer, _begin, length);
        _begin += length + endLength;
        return line;
    }

    private void MakeRoom()
    {
        if (_begin > 0)
        {
            Buffer.BlockCopy(_buffer, _begin, _buffer, 0, _end - _begin);
            (_begin, _end) = (0, _end - _begin);
        }

        if (_end == _buffer.Length) { Array.Resize(ref _buffer, _buffer.Length * 2); }
    }
}
