using System.Net.Sockets;

namespace Weir.Switching;

/// <summary>Bytes that wait until a connection takes them. They go out in few large pieces, and whoever puts them here never waits. Not safe for several threads.</summary>
internal sealed class OutgoingBytes
{
    private const int FirstSize = 16 * 1024;

    // After an answer that was longer the memory is given back.
    private const int KeptSize = 1024 * 1024;

    private byte[] _bytes = new byte[FirstSize];
    private int _begin;
    private int _end;

    /// <summary>How many wait.</summary>
    public int Count => _end - _begin;

    /// <summary>Adds bytes at the end. How many there may be is the caller's to say.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _end < bytes.Length)
        {
            byte[] target = Count + bytes.Length <= _bytes.Length / 2 ? _bytes : new byte[Math.Max(2 * _bytes.Length, Count + bytes.Length)];
            _bytes.AsSpan(_begin, Count).CopyTo(target);
            (_bytes, _end, _begin) = (target, Count, 0);
        }

        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Hands to a socket that does not block what it takes; false when the connection is over.</summary>
    public bool TrySend(Socket socket)
    {
        while (Count > 0)
        {
            int sent = socket.Send(_bytes.AsSpan(_begin, Count), SocketFlags.None, out SocketError error);
            if (sent > 0) { _begin += sent; }
            if (error == SocketError.WouldBlock) { return true; }
            if (error != SocketError.Success || sent == 0) { return false; }
        }

        (_begin, _end) = (0, 0);
        if (_bytes.Length > KeptSize) { _bytes = new byte[FirstSize]; }
        return true;
    }
}
