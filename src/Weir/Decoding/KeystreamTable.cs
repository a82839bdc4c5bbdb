using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>Where in a session's keystream a header was encrypted: the blocks from one counter on by their fingerprints, made as far as they are asked for.</summary>
internal sealed class KeystreamTable(Aes256 cipher, ulong first)
{
    private const int Step = 256;

    private readonly Dictionary<ulong, ulong> _counters = [];
    private readonly byte[] _blocks = new byte[Step * Aes256.BlockSize];
    private ulong _made;

    /// <summary>Looks for the counter of an encrypted header among the first <paramref name="count"/> + 1 blocks. A match of 64 bits: the caller checks the rest.</summary>
    public bool TryFind(ReadOnlySpan<byte> header, ulong count, out ulong counter)
    {
        while (_made <= count) { Make(); }
        return _counters.TryGetValue(SessionSecret.Fingerprint(header) ^ SessionSecret.Known, out counter);
    }

    private void Make()
    {
        cipher.Keystream(first + _made, _blocks);
        for (int i = 0; i < Step; i++) { _counters[SessionSecret.Fingerprint(_blocks.AsSpan(i * Aes256.BlockSize))] = first + _made + (ulong)i; }
        _made += Step;
    }
}
