using System.Buffers;

namespace Weir.Reassembly;

/// <summary>A whole frame that waits for its turn, in a rented buffer.</summary>
internal readonly struct KeptFrame
{
    private readonly byte[] _buffer;
    private readonly int _length;
    private readonly int _originalLength;
    private readonly CapturePoint _point;
    private readonly long _number;
    private readonly long _time;

    public KeptFrame(in Frame frame)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(frame.Bytes.Length);
        frame.Bytes.CopyTo(_buffer);
        _length = frame.Bytes.Length;
        _originalLength = frame.OriginalLength;
        _point = frame.Point;
        _number = frame.Number;
        _time = frame.Time;
    }

    public int Held => _buffer.Length;

    public Frame Frame => new(_buffer.AsSpan(0, _length), _point, _number, _time, _originalLength);

    /// <summary>Gives the buffer back; the frame must not be used any more.</summary>
    public void Release() => ArrayPool<byte>.Shared.Return(_buffer);
}
