using System.Buffers.Binary;
using System.Numerics;
using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>
/// Consensus messages by their bytes, so that each is decoded and its signatures recovered once however often it is relayed and at however many points it is seen. Two generations bound the memory:
/// what was not used while <see cref="Capacity"/> others, or <see cref="MaxBytes"/> of them, came is forgotten. May be used by several threads.
/// </summary>
public sealed class IbftCache
{
    /// <summary>Messages in a generation; a message with its value takes about 1 KiB.</summary>
    public const int Capacity = 16_384;

    /// <summary>Bytes of the messages in a generation: a proposal carries a whole block, up to 12 MiB of it.</summary>
    public const long MaxBytes = 64 << 20;

    private readonly Lock _lock = new();
    private long _youngBytes;
    private Dictionary<ulong, Entry> _young = [];
    private Dictionary<ulong, Entry> _old = [];

    /// <summary>Messages that are kept, good and bad ones.</summary>
    internal int Count
    {
        get { lock (_lock) { return _young.Count + _old.Count; } }
    }

    /// <summary>The message of <paramref name="payload"/> (the content of code 0x21 after decompression), decoded now or before; null when it cannot be decoded. Recovers its signatures when <paramref name="curve"/> is given.</summary>
    public IbftMessage? Get(ReadOnlySpan<byte> payload, ICurve? curve)
    {
        ulong hash = Hash(payload);
        Entry? entry;
        lock (_lock)
        {
            if (!_young.TryGetValue(hash, out entry) && _old.TryGetValue(hash, out entry)) { Add(hash, entry); }
        }

        if (entry is null || !payload.SequenceEqual(entry.Bytes))
        {
            bool read = IbftMessage.TryRead(payload, out IbftMessage? message, out _);
            entry = new Entry(payload.ToArray(), read ? message : null);
            lock (_lock) { Add(hash, entry); }
        }

        if (entry.Message is { } value && curve is not null)
        {
            // Recovered under the entry's own lock: a second thread that sees the same message waits for the signer instead of reading half of it.
            lock (entry) { value.Recover(curve); }
        }

        return entry.Message;
    }

    private void Add(ulong hash, Entry entry)
    {
        if (_young.Count >= Capacity || _youngBytes >= MaxBytes)
        {
            _old = _young;
            _young = [];
            _youngBytes = 0;
        }

        _young[hash] = entry;
        _youngBytes += entry.Bytes.Length;
    }

    // The signature lies at the end of each message, so its last bytes tell messages apart; equality is decided by all bytes.
    private static ulong Hash(ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> tail = payload.Length > 136 ? payload[^136..] : payload;
        ulong hash = (ulong)payload.Length * 0x9e3779b97f4a7c15;
        while (tail.Length >= 8)
        {
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(tail)) * 0x9fb21c651e98df25, 29);
            tail = tail[8..];
        }

        foreach (byte b in tail) { hash = (hash ^ b) * 0x100000001b3; }
        return hash ^ (hash >> 32);
    }

    private sealed record Entry(byte[] Bytes, IbftMessage? Message);
}
