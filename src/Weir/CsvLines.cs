using System.Globalization;
using System.Text;

namespace Weir;

/// <summary>Writes comma-separated lines (RFC 4180 2, lines end with a line feed) as UTF-8, without a string a row.</summary>
internal sealed class CsvLines(Stream stream) : IDisposable
{
    private const int FlushAt = 60 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _used;
    private bool _inRow;

    public CsvLines Field(string text)
    {
        Separate();
        bool quoted = text.AsSpan().ContainsAny(",\"\r\n");
        if (quoted) { text = "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""; }
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _used += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_used));
        return this;
    }

    public CsvLines Field(ReadOnlySpan<byte> ascii)
    {
        Separate();
        Reserve(ascii.Length);
        ascii.CopyTo(_buffer.AsSpan(_used));
        _used += ascii.Length;
        return this;
    }

    public CsvLines Field(long number)
    {
        Separate();
        Reserve(24);
        number.TryFormat(_buffer.AsSpan(_used), out int written, default, CultureInfo.InvariantCulture);
        _used += written;
        return this;
    }

    public CsvLines Field(ulong number)
    {
        Separate();
        Reserve(24);
        number.TryFormat(_buffer.AsSpan(_used), out int written, default, CultureInfo.InvariantCulture);
        _used += written;
        return this;
    }

    public CsvLines Field(double number, ReadOnlySpan<char> format)
    {
        Separate();
        Reserve(400);
        number.TryFormat(_buffer.AsSpan(_used), out int written, format, CultureInfo.InvariantCulture);
        _used += written;
        return this;
    }

    public void End()
    {
        Reserve(1);
        _buffer[_used++] = (byte)'\n';
        _inRow = false;
        if (_used >= FlushAt) { Flush(); }
    }

    public void Dispose() => Flush();

    private void Separate()
    {
        if (_inRow) { Reserve(1); _buffer[_used++] = (byte)','; }
        _inRow = true;
    }

    private void Reserve(int bytes)
    {
        if (_used + bytes > _buffer.Length) { Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + bytes)); }
    }

    private void Flush()
    {
        stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
