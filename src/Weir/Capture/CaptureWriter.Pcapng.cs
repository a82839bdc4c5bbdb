using Weir.Wire.Captures;

namespace Weir.Capture;

/// <content>Files of the pcapng format.</content>
public sealed partial class CaptureWriter
{
    private const long LengthNotKnown = -1;

    /// <summary>Writes secrets; they hold for the packets after them (pcapng). Declare a point before: editcap rewrites no file that begins otherwise.</summary>
    public void Write(CaptureSecret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (!IsPcapng) { throw NotInPcap("secrets"); }
        DecryptionSecretsBlock.Write(_blocks, secret.Type, secret.Data.Span);
        EndBlock();
    }

    /// <summary>Writes names of addresses (pcapng).</summary>
    public void Write(IEnumerable<CaptureName> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (!IsPcapng) { throw NotInPcap("names"); }
        _blocks.Begin(PcapngBlockType.NameResolution);
        foreach (CaptureName name in names) { NameResolutionBlock.WriteRecord(_blocks, name.Address, name.Name); }
        NameResolutionBlock.WriteEnd(_blocks);
        EndBlock();
    }

    /// <summary>Writes how many packets a point's interface received and how many were dropped while capturing (pcapng).</summary>
    /// <param name="point">The point.</param>
    /// <param name="time">When the counters were read: nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="received">Packets received.</param>
    /// <param name="dropped">Packets dropped.</param>
    public void WriteStatistics(CapturePoint point, long time, long received, long dropped)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (!IsPcapng) { throw NotInPcap("statistics"); }
        int id = IdOf(point);
        new InterfaceStatisticsBlock
        {
            InterfaceId = (uint)id,
            Timestamp = TimestampResolution.Nanoseconds.FromNanoseconds(time),
            Received = (ulong)received,
            Dropped = (ulong)dropped,
        }.Write(_blocks);
        EndBlock();
    }

    /// <summary>Writes a Custom Block (pcapng).</summary>
    /// <param name="enterprise">IANA Private Enterprise Number of whoever defines the data.</param>
    /// <param name="data">The data, padded with zeros to a multiple of four.</param>
    /// <param name="mayCopy">True when programs that do not know the data may copy it into other files.</param>
    public void WriteCustom(uint enterprise, ReadOnlySpan<byte> data, bool mayCopy = true)
    {
        if (!IsPcapng) { throw NotInPcap("custom blocks"); }
        CustomBlock.Write(_blocks, enterprise, mayCopy, data);
        EndBlock();
    }

    /// <summary>
    /// Writes a block that another capture brought along, byte by byte (pcapng). Whether a <see cref="PcapngBlockType.CustomDoNotCopy"/> may be copied is the caller's matter.
    /// </summary>
    /// <param name="block">An opaque block: the writer makes all others itself.</param>
    /// <exception cref="ArgumentException">The block is not opaque, or its numbers are in the other byte order; its content cannot be turned round.</exception>
    public void Write(scoped in PcapngBlock block)
    {
        if (!IsPcapng) { throw NotInPcap("blocks"); }
        if (!block.IsOpaque) { throw new ArgumentException($"{PcapngBlock.Name(block.Type)} cannot be copied", nameof(block)); }
        if (block.BigEndian != _options.BigEndian) { throw new ArgumentException($"{PcapngBlock.Name(block.Type)} is in the other byte order than {_path}", nameof(block)); }
        block.Bytes.CopyTo(_blocks.Take(block.Bytes.Length));
        WriteOut(_options.BufferSize);
    }

    private void BeginSection()
    {
        SectionHeaderBlock.Write(_blocks, LengthNotKnown);
        if (_options.Comment is { } comment) { _blocks.Option(PcapngOption.Comment, comment); }
        if (_options.Application is { } application) { _blocks.Option(SectionHeaderBlock.ApplicationOption, application); }
        _blocks.End();
    }

    private void Describe(CapturePoint point)
    {
        InterfaceDescriptionBlock.Write(_blocks, (int)point.LinkType, _options.SnapLength);
        _blocks.Option(InterfaceDescriptionBlock.NameOption, point.Name);
        _blocks.Option(InterfaceDescriptionBlock.ResolutionOption, [TimestampResolution.Nanoseconds.Value]);
        EndBlock();
    }

    private void EndBlock()
    {
        _blocks.End();
        WriteOut(_options.BufferSize);
    }
}
