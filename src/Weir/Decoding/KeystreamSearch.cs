using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>
/// Looks for a header anywhere in some bytes of a stream under any of some keys: the bytes' fingerprints go into a small table, and each key's keystream runs past it. Counters rise along the stream,
/// so the first hit of a key is the first header. Disposing gives the table's memory back.
/// </summary>
internal readonly ref struct KeystreamSearch : IDisposable
{
    private const int Step = 256;

    /// <summary>Bits of the filter for each fingerprint: so few blocks of a keystream pass it by chance that the table hardly counts.</summary>
    private const int FilterShare = 16;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int[] _places;
    private readonly ulong[] _filter;
    private readonly int _placeMask;
    private readonly ulong _filterMask;

    /// <summary>Takes the bytes in which a header may lie; at least <see cref="RlpxHeader.Size"/> of them.</summary>
    public KeystreamSearch(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, RlpxHeader.Size);
        _bytes = bytes;
        int count = bytes.Length - RlpxHeader.Size + 1;
        int places = (int)BitOperations.RoundUpToPowerOf2((uint)count * 2);
        int words = (int)BitOperations.RoundUpToPowerOf2((uint)(((long)count * FilterShare / 64) + 1));
        (_placeMask, _filterMask) = (places - 1, ((ulong)words * 64) - 1);
        _places = ArrayPool<int>.Shared.Rent(places);
        _filter = ArrayPool<ulong>.Shared.Rent(words);
        _places.AsSpan(0, places).Clear();
        _filter.AsSpan(0, words).Clear();
        // From behind, so that of equal ones the first in the stream stays.
        for (int at = count - 1; at >= 0; at--)
        {
            ulong wanted = Wanted(at);
            ulong bit = wanted & _filterMask;
            _filter[bit >> 6] |= 1UL << (int)bit;
            int place = PlaceOf(wanted);
            while (_places[place] is > 0 and var other && Wanted(other - 1) != wanted) { place = (place + 1) & _placeMask; }
            _places[place] = at + 1;
        }
    }

    /// <summary>Finds key, counter and position of the first header, among <paramref name="blocks"/> blocks of each keystream from <paramref name="first"/> on.</summary>
    public bool TryFind(IReadOnlyList<SessionSecret> secrets, ulong first, ulong blocks, [NotNullWhen(true)] out SessionSecret? secret, out ulong counter, out int position)
    {
        Span<byte> keystream = stackalloc byte[Step * Aes256.BlockSize];
        Span<byte> plain = stackalloc byte[RlpxHeader.Size];
        foreach (SessionSecret candidate in secrets)
        {
            for (ulong done = 0; done < blocks; done += Step)
            {
                int step = (int)Math.Min(Step, blocks - done);
                candidate.Cipher.Keystream(first + done, keystream[..(step * Aes256.BlockSize)]);
                for (int i = 0; i < step; i++)
                {
                    ulong fingerprint = SessionSecret.Fingerprint(keystream[(i * Aes256.BlockSize)..]);
                    ulong bit = fingerprint & _filterMask;
                    if ((_filter[bit >> 6] & (1UL << (int)bit)) == 0 || !TryPlace(fingerprint, out position)) { continue; }
                    counter = first + done + (ulong)i;
                    candidate.Cipher.TransformCtr(counter, _bytes.Slice(position, RlpxHeader.Size), plain);
                    if (!RlpxHeader.IsHeader(plain)) { continue; }
                    secret = candidate;
                    return true;
                }
            }
        }

        (secret, counter, position) = (null, 0, 0);
        return false;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_places);
        ArrayPool<ulong>.Shared.Return(_filter);
    }

    private bool TryPlace(ulong fingerprint, out int position)
    {
        for (int place = PlaceOf(fingerprint); _places[place] is > 0 and var found; place = (place + 1) & _placeMask)
        {
            position = found - 1;
            if (Wanted(position) == fingerprint) { return true; }
        }

        position = 0;
        return false;
    }

    /// <summary>The block of a keystream that makes a header of the bytes at a position.</summary>
    private ulong Wanted(int position) => SessionSecret.Fingerprint(_bytes[position..]) ^ SessionSecret.Known;

    // The bytes are a stranger's, who must not be able to choose such as fall into one place.
    private int PlaceOf(ulong fingerprint) => HashCode.Combine(fingerprint) & _placeMask;
}
