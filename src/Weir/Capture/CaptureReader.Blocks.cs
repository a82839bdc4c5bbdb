using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Capture;

/// <content>The blocks of pcapng files that carry no packet.</content>
public sealed partial class CaptureReader
{
    // What a file brings along is kept up to these limits and passed over beyond them, so that memory stays bounded.
    private const int KeptSecretBytes = 64 * 1024 * 1024;
    private const int KeptNames = 100_000;
    private const int KeptComments = 100_000;
    private const int KeptInterfaces = 65_536;

    private readonly List<CaptureSecret> _secrets = [];
    private readonly List<CaptureName> _names = [];
    private readonly List<CaptureComment> _comments = [];
    private long _secretBytes;

    /// <summary>Secrets met so far (Decryption Secrets Blocks), at most 64 MiB.</summary>
    public IReadOnlyList<CaptureSecret> Secrets => _secrets;

    /// <summary>Names met so far (Name Resolution Blocks), at most 100,000.</summary>
    public IReadOnlyList<CaptureName> NameRecords => _names;

    /// <summary>Comments met so far, at most 100,000.</summary>
    public IReadOnlyList<CaptureComment> Comments => _comments;

    /// <summary>Blocks without a packet that were passed over because they are longer than <see cref="CaptureLimits.KeptBlockLength"/>.</summary>
    public long BlocksPassedOver { get; private set; }

    /// <summary>Handles the block of <paramref name="length"/> bytes at <see cref="_position"/> and goes past it; false at the end, at a fault, or when a batch is full.</summary>
    private bool TryTakeBlock(PcapngBlockType type, int length, bool bigEndian)
    {
        bool opaque = PcapngBlock.IsOpaqueType(type);
        if (length > CaptureLimits.KeptBlockLength || (opaque && !IsCustom(type) && _options.OpaqueBlocks is null))
        {
            if (!TryPassOver(type, length, bigEndian)) { return false; }
            if (length > CaptureLimits.KeptBlockLength) { BlocksPassedOver++; }
            return true;
        }

        if (!Fill(length)) { return EndedInside(PcapngBlock.Name(type), length); }
        if (!PcapngBlock.TryRead(_buffer.AsSpan(_position, length), bigEndian, out PcapngBlock block, out string? error)
            || !TryTake(block, out error))
        {
            return Damaged(error);
        }

        if (opaque) { _options.OpaqueBlocks?.Invoke(block, _number); }
        _position += length;
        return true;
    }

    private static bool IsCustom(PcapngBlockType type) => type is PcapngBlockType.Custom or PcapngBlockType.CustomDoNotCopy;

    private bool TryTake(scoped in PcapngBlock block, [NotNullWhen(false)] out string? error)
    {
        switch (block.Type)
        {
            case PcapngBlockType.SectionHeader:
                if (!SectionHeaderBlock.TryRead(block, out SectionHeaderBlock section, out error)) { return false; }
                _bigEndian = section.BigEndian;
                _sectionFirst = _interfaces.Count;
                return TryTakeComments(block, section.Options, out error);
            case PcapngBlockType.InterfaceDescription:
                if (!InterfaceDescriptionBlock.TryRead(block, out InterfaceDescriptionBlock description, out error)) { return false; }
                if (_interfaces.Count == KeptInterfaces)
                {
                    error = $"the file describes more than {KeptInterfaces} interfaces";
                    return false;
                }

                Take(description);
                return TryTakeComments(block, description.Options, out error);
            case PcapngBlockType.NameResolution:
                return TryTakeNames(block, out error);
            case PcapngBlockType.InterfaceStatistics:
                if (!InterfaceStatisticsBlock.TryRead(block, out InterfaceStatisticsBlock statistics, out error)) { return false; }
                Take(statistics);
                return TryTakeComments(block, block.Body[InterfaceStatisticsBlock.FixedLength..], out error);
            case PcapngBlockType.DecryptionSecrets:
                if (!DecryptionSecretsBlock.TryRead(block, out DecryptionSecretsBlock secrets, out error)) { return false; }
                _secretBytes += secrets.Secrets.Length;
                if (_secretBytes <= KeptSecretBytes) { _secrets.Add(new CaptureSecret(secrets.Type, secrets.Secrets.ToArray())); }
                return TryTakeComments(block, secrets.Options, out error);
            case PcapngBlockType.Custom or PcapngBlockType.CustomDoNotCopy:
                return CustomBlock.TryRead(block, out _, out error); // known to be whole; only its enterprise understands more
            default:
                error = null;
                return true;
        }
    }

    private void Take(in InterfaceDescriptionBlock description)
    {
        TimestampResolution resolution = description.ReadResolution(out long offsetSeconds);
        _interfaces.Add(new CaptureInterface(description.LinkType, description.SnapLength)
        {
            Resolution = resolution,
            OffsetSeconds = offsetSeconds,
            Name = description.ReadText(InterfaceDescriptionBlock.NameOption),
            Description = description.ReadText(InterfaceDescriptionBlock.DescriptionOption),
            Filter = description.ReadFilter(),
            OperatingSystem = description.ReadText(InterfaceDescriptionBlock.OsOption),
        });
    }

    /// <summary>Counters of an interface that its section did not describe belong to nobody, and are passed over.</summary>
    private void Take(in InterfaceStatisticsBlock statistics)
    {
        if (statistics.InterfaceId >= (uint)(_interfaces.Count - _sectionFirst)) { return; }
        CaptureInterface of = _interfaces[_sectionFirst + (int)statistics.InterfaceId];
        if (statistics.Received is ulong received) { of.Received = (long)Math.Min(received, long.MaxValue); }
        if (statistics.Dropped is ulong dropped) { of.DroppedByStatistics = (long)Math.Min(dropped, long.MaxValue); }
    }

    private bool TryTakeNames(scoped in PcapngBlock block, [NotNullWhen(false)] out string? error)
    {
        NameResolutionBlock records = new(block);
        while (records.TryReadRecord(out IpAddress address, out ReadOnlySpan<byte> names))
        {
            while (_names.Count < KeptNames && NameResolutionBlock.TakeName(ref names) is { } name) { _names.Add(new CaptureName(address, name)); }
        }

        error = records.IsDamaged ? "a record of a Name Resolution Block reaches beyond the block" : null;
        return error is null && TryTakeComments(block, records.Options, out error);
    }

    /// <summary>Takes comments and drop counts of the packet that comes next; false when an option reaches beyond the block.</summary>
    private bool TryTakePacketOptions(scoped in PcapngBlock block, ReadOnlySpan<byte> options, CaptureInterface from, [NotNullWhen(false)] out string? error)
    {
        PcapngOptionReader reader = new(options, block.BigEndian);
        while (reader.TryRead(out PcapngOption option))
        {
            if (option.Code == PcapngOption.Comment) { AddComment(_number + 1, option.Value); }
            else if (option.Code == EnhancedPacketBlock.DropCountOption && option.Value.Length == 8)
            {
                ulong count = block.BigEndian
                    ? BinaryPrimitives.ReadUInt64BigEndian(option.Value)
                    : BinaryPrimitives.ReadUInt64LittleEndian(option.Value);
                from.DroppedByPackets += (long)Math.Min(count, int.MaxValue);
            }
        }

        error = reader.IsDamaged ? BeyondTheBlock(block) : null;
        return error is null;
    }

    private bool TryTakeComments(scoped in PcapngBlock block, ReadOnlySpan<byte> options, [NotNullWhen(false)] out string? error)
    {
        PcapngOptionReader reader = new(options, block.BigEndian);
        while (reader.TryRead(out PcapngOption option))
        {
            if (option.Code == PcapngOption.Comment) { AddComment(0, option.Value); }
        }

        error = reader.IsDamaged ? BeyondTheBlock(block) : null;
        return error is null;
    }

    private static string BeyondTheBlock(scoped in PcapngBlock block) => $"an option of {PcapngBlock.Name(block.Type)} reaches beyond the block";

    private void AddComment(long packetNumber, ReadOnlySpan<byte> value)
    {
        if (_comments.Count < KeptComments) { _comments.Add(new CaptureComment(packetNumber, PcapngOptionReader.ReadText(value))); }
    }

    /// <summary>Goes past a block whose content is not needed, without keeping it; its second length is compared all the same.</summary>
    private bool TryPassOver(PcapngBlockType type, int length, bool bigEndian)
    {
        if (_end - _position < length && _batch is { Count: > 0 })
        {
            _batchIsFull = true;
            return false;
        }

        long start = Offset;
        ReadOnlySpan<byte> first = _buffer.AsSpan(_position + 4, 4);
        uint firstLength = bigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(first)
            : BinaryPrimitives.ReadUInt32LittleEndian(first);
        if (!Skip(length - 4) || !Fill(4))
        {
            if (!_source.WasCancelled)
            {
                Fault ??= new CaptureFault(
                    $"packet {_number + 1} at byte {start} is cut off: {PcapngBlock.Name(type)} needs {length} bytes, {_base + _end - start} are left",
                    start, _number + 1, IsTruncated: true);
            }

            return End();
        }

        ReadOnlySpan<byte> last = _buffer.AsSpan(_position, 4);
        uint lastLength = bigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(last)
            : BinaryPrimitives.ReadUInt32LittleEndian(last);
        _position += 4;
        if (firstLength == lastLength) { return true; }
        Fault ??= new CaptureFault(
            $"packet {_number + 1} at byte {start}: the two lengths of {PcapngBlock.Name(type)} differ: {firstLength} and {lastLength}",
            start, _number + 1, IsTruncated: false);
        return End();
    }
}
