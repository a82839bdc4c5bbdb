using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Chain;

/// <summary>
/// Keeps records in one file that only grows: a head that names the chain, then each record with its length and checksum in front. A record that its writer did not finish is the last, and is cut off
/// when the file is opened again; so the file is whole whenever its process is killed. One process has it at a time.
/// </summary>
internal sealed class FileBlockStore : IBlockStore
{
    private const int HeadSize = 8 + Hash256.Size;
    private const int FrameSize = 8;

    /// <summary>Longest record: a block of the longest message of the network (16 MiB), with its receipts and accounts.</summary>
    private const int MaxRecord = 256 << 20;

    private static ReadOnlySpan<byte> Mark => "WEIRCHN1"u8;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly Lock _gate = new(); // _records, _end
    private readonly List<(long Offset, int Length)> _records = [];
    private long _end;

    private FileBlockStore(SafeFileHandle file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Bytes of an unfinished record that were cut off when the file was opened.</summary>
    public long CutOff { get; private set; }

    /// <inheritdoc/>
    public long Count
    {
        get
        {
            lock (_gate) { return _records.Count; }
        }
    }

    /// <summary>Opens the file of a chain, or makes it.</summary>
    /// <exception cref="WeirException">It cannot be opened, another process has it, or it is of another chain or no chain at all.</exception>
    public static FileBlockStore Open(string path, Hash256 genesis)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{path}: cannot open the chain (another node may have it): {e.Message}", 2, e);
        }

        FileBlockStore store = new(file, path);
        try
        {
            store.Load(genesis);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> record)
    {
        byte[] framed = new byte[FrameSize + record.Length];
        BinaryPrimitives.WriteInt32LittleEndian(framed, record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(framed.AsSpan(4), Checksum(record));
        record.CopyTo(framed.AsSpan(FrameSize));
        lock (_gate)
        {
            try
            {
                RandomAccess.Write(_file, framed, _end);
            }
            catch (IOException e)
            {
                // What was written of it would lie behind a shorter record that is written next.
                RandomAccess.SetLength(_file, _end);
                throw new WeirException($"{_path}: cannot write the chain: {e.Message}", 2, e);
            }

            _records.Add((_end + FrameSize, record.Length));
            _end += framed.Length;
        }
    }

    /// <inheritdoc/>
    public byte[] Read(long index)
    {
        (long Offset, int Length) place;
        lock (_gate) { place = _records[(int)index]; }
        byte[] record = new byte[place.Length];
        ReadFully(record, place.Offset);
        return record;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Load(Hash256 genesis)
    {
        long length = RandomAccess.GetLength(_file);
        byte[] head = [.. Mark, .. genesis.ToArray()];
        if (length < HeadSize)
        {
            // A file whose head is not whole has no record yet; anything else that is so short is not ours.
            byte[] begun = new byte[length];
            ReadFully(begun, 0);
            if (!head.AsSpan().StartsWith(begun)) { throw NoChain(); }
            RandomAccess.Write(_file, head, 0);
            _end = HeadSize;
            return;
        }

        byte[] found = new byte[HeadSize];
        ReadFully(found, 0);
        if (!found.AsSpan().StartsWith(Mark)) { throw NoChain(); }
        if (!found.AsSpan().SequenceEqual(head))
        {
            throw new WeirException($"{_path}: this is the chain of another genesis, {new Hash256(found.AsSpan(Mark.Length))}; the one given has the hash {genesis}. Give its genesis, or another folder");
        }

        _end = HeadSize;
        byte[] frame = new byte[FrameSize];
        while (length - _end >= FrameSize)
        {
            ReadFully(frame, _end);
            int size = BinaryPrimitives.ReadInt32LittleEndian(frame);
            if (size is <= 0 or > MaxRecord) { throw Damaged(); }
            if (size > length - _end - FrameSize) { break; }
            byte[] record = new byte[size];
            ReadFully(record, _end + FrameSize);
            if (Checksum(record) != BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(4)))
            {
                // Only the last record can be unfinished; any other was whole once.
                if (_end + FrameSize + size < length) { throw Damaged(); }
                break;
            }

            _records.Add((_end + FrameSize, size));
            _end += FrameSize + size;
        }

        CutOff = length - _end;
        if (CutOff > 0) { RandomAccess.SetLength(_file, _end); }
    }

    private WeirException Damaged() => new($"{_path}: damaged at byte {_end}, behind block {_records.Count}. Take a copy of it, or remove it to fetch the chain from other nodes");

    private WeirException NoChain() => new($"{_path}: is there already and no chain of blocks; it is left as it is");

    private void ReadFully(Span<byte> into, long offset)
    {
        while (!into.IsEmpty)
        {
            int read = RandomAccess.Read(_file, into, offset);
            if (read == 0) { throw new WeirException($"{_path}: ends in the middle; somebody else shortened it"); }
            into = into[read..];
            offset += read;
        }
    }

    // CRC-32C, eight bytes at a time as far as they go.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte one in bytes) { sum = BitOperations.Crc32C(sum, one); }
        return ~sum;
    }
}
