namespace Weir.Wire.Ethereum;

/// <summary>
/// A running Keccak-256: bytes go in as they come, and <see cref="Digest"/> tells the hash of everything so far without ending it, as the MAC of RLPx needs
/// (klaytn-ibft 1.7). Not safe for use by two threads at once.
/// </summary>
public sealed class KeccakState
{
    private readonly ulong[] _words = new ulong[KeccakPermutation.Words];

    // The digest of what was absorbed, once somebody has asked: RLPx asks for the code of a frame and then, with nothing between, for the seed of the next header.
    private readonly ulong[] _digest = new ulong[Keccak256.Size / sizeof(ulong)];
    private bool _digested;

    /// <summary>The 25 words of the state, for who permutes several states at once (<see cref="KeccakLanes"/>).</summary>
    internal ReadOnlySpan<ulong> Words => _words;

    /// <summary>Where in the block of 136 bytes the next byte goes: 0 to 135.</summary>
    internal int Position { get; private set; }

    /// <summary>The words of the digest, or nothing when nobody has asked for it since the last byte.</summary>
    internal ReadOnlySpan<ulong> KnownDigest => _digested ? _digest : [];

    /// <summary>Appends <paramref name="data"/>, of any length.</summary>
    public void Absorb(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) { return; }
        _digested = false;
        Position = KeccakSponge.Absorb(_words, Position, data);
    }

    /// <summary>Writes the first <paramref name="hash"/>.Length bytes, at most 32, of the digest of everything absorbed so far; the state goes on as if nothing had been asked.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="hash"/> is longer than 32 bytes.</exception>
    public void Digest(Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hash.Length, Keccak256.Size);
        if (!_digested)
        {
            Span<ulong> copy = stackalloc ulong[KeccakPermutation.Words];
            _words.CopyTo(copy);
            KeccakSponge.Finish(copy, Position);
            copy[.._digest.Length].CopyTo(_digest);
            _digested = true;
        }

        KeccakSponge.Squeeze(_digest, hash);
    }

    /// <summary>Becomes a copy of <paramref name="other"/>.</summary>
    public void CopyFrom(KeccakState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other._words.CopyTo(_words, 0);
        other._digest.CopyTo(_digest, 0);
        Position = other.Position;
        _digested = other._digested;
    }

    /// <summary>Begins again with nothing absorbed.</summary>
    public void Reset()
    {
        Array.Clear(_words);
        Position = 0;
        _digested = false;
    }

    /// <summary>Becomes what a lane of <paramref name="lanes"/> has arrived at; <paramref name="digested"/> tells that its last permutation gave the digest.</summary>
    internal void CopyFrom(KeccakLanes lanes, int lane, int position, bool digested)
    {
        KeccakBatch.Load(lanes.States, lane, _words);
        for (int word = 0; word < _digest.Length; word++) { _digest[word] = lanes.Result[(word * KeccakBatch.Lanes) + lane]; }
        Position = position;
        _digested = digested;
    }
}
