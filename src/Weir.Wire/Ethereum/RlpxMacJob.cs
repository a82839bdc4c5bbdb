namespace Weir.Wire.Ethereum;

/// <summary>
/// The next run of frames of one direction, waiting for <see cref="RlpxMacBatch"/>. Keeps its own copy of the encrypted bytes, in one buffer that grows and is used again,
/// so that a run that is not larger than an earlier one allocates nothing.
/// </summary>
public sealed class RlpxMacJob
{
    private byte[] _wire = [];
    private int[] _lengths = [];

    /// <summary>A job for <paramref name="mac"/>; it can be used for any number of runs.</summary>
    public RlpxMacJob(RlpxMac mac)
    {
        ArgumentNullException.ThrowIfNull(mac);
        Mac = mac;
    }

    /// <summary>The direction.</summary>
    public RlpxMac Mac { get; }

    /// <summary>Frames that were appended since the last <see cref="Clear"/>.</summary>
    public int Frames { get; private set; }

    /// <summary>Their bytes on the wire.</summary>
    public int Bytes { get; private set; }

    /// <summary>After the batch: how many frames, from the first, have both codes right. When fewer than <see cref="Frames"/>, the next one is wrong and those after it are unchecked.</summary>
    public int RightFrames { get; internal set; }

    /// <summary>After the batch: true when all frames are right.</summary>
    public bool AllRight => RightFrames == Frames;

    /// <summary>The frames one after the other; longer than <see cref="Bytes"/>.</summary>
    internal byte[] Wire => _wire;

    internal ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, Frames);

    /// <summary>Appends one whole encrypted frame as it lies on the wire: header, header MAC, content with padding, frame MAC. The bytes are copied.</summary>
    /// <exception cref="ArgumentException">The length is not that of a whole frame (48 + 16 * m bytes).</exception>
    public void Append(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < RlpxHeader.Overhead || (frame.Length & 15) != 0)
        {
            throw new ArgumentException("A whole frame has 48 + 16 * m bytes.", nameof(frame));
        }

        if (_wire.Length - Bytes < frame.Length)
        {
            Array.Resize(ref _wire, Math.Max(checked(Bytes + frame.Length), Math.Min(_wire.Length * 2, Array.MaxLength)));
        }
        if (Frames == _lengths.Length)
        {
            Array.Resize(ref _lengths, Math.Max(16, Frames * 2));
        }

        frame.CopyTo(_wire.AsSpan(Bytes));
        _lengths[Frames++] = frame.Length;
        Bytes += frame.Length;
    }

    /// <summary>Forgets the frames; the buffer stays for the next run.</summary>
    public void Clear()
    {
        Frames = 0;
        Bytes = 0;
        RightFrames = 0;
    }
}
