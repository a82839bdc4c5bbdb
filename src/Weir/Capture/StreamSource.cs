namespace Weir.Capture;

/// <summary>A pipe, standard input or what a decompressor gives; <paramref name="prefix"/> are bytes that were taken from it already and come first.</summary>
internal sealed class StreamSource(Stream stream, byte[] prefix, ByteSource? below = null) : ByteSource
{
    private int _prefixTaken;
    private long _consumed;

    public override long Consumed => below?.Consumed ?? _consumed;

    public override long? Length => below?.Length;

    public override bool WasCancelled => below?.WasCancelled ?? false;

    public override int Read(Span<byte> target)
    {
        if (_prefixTaken < prefix.Length)
        {
            int count = Math.Min(target.Length, prefix.Length - _prefixTaken);
            prefix.AsSpan(_prefixTaken, count).CopyTo(target);
            _prefixTaken += count;
            _consumed += count;
            return count;
        }

        int read = stream.Read(target);
        _consumed += read;
        return read;
    }

    public override void Dispose()
    {
        stream.Dispose();
        below?.Dispose();
    }
}
