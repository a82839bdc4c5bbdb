namespace Weir.Wire.Ethereum;

/// <summary>
/// A running Keccak-256: bytes go in as they come, and <see cref="Digest"/> tells the hash of everything so far without ending it, as the MAC of RLPx needs
/// (klaytn-ibft 1.7). Not safe for use by two threads at once.
/// </summary>
public sealed class KeccakState
{
    private readonly ulong[] _words = new ulong[KeccakPermutation.Words];
    private int _position;

    /// <summary>The 25 words of the state, for who permutes several states at once (<see cref="KeccakBatch"/>).</summary>
    internal Span<ulong> Words => _words;

    /// <summary>Where in the block of 136 bytes the next byte goes: 0 to 135.</summary>
    internal int Position
    {
        get => _position;
        set => _position = value;
    }

    /// <summary>Appends <paramref name="data"/>, of any length.</summary>
    public void Absorb(ReadOnlySpan<byte> data) => _position = KeccakSponge.Absorb(_words, _position, data);

    /// <summary>Writes the first <paramref name="hash"/>.Length bytes, at most 32, of the digest of everything absorbed so far; the state goes on as if nothing had been asked.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="hash"/> is longer than 32 bytes.</exception>
    public void Digest(Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hash.Length, Keccak256.Size);
        Span<ulong> copy = stackalloc ulong[KeccakPermutation.Words];
        _words.CopyTo(copy);
        KeccakSponge.Finish(copy, _position);
        KeccakSponge.Squeeze(copy, hash);
    }

    /// <summary>Becomes a copy of <paramref name="other"/>.</summary>
    public void CopyFrom(KeccakState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other._words.CopyTo(_words, 0);
        _position = other._position;
    }

    /// <summary>Begins again with nothing absorbed.</summary>
    public void Reset()
    {
        Array.Clear(_words);
        _position = 0;
    }
}
