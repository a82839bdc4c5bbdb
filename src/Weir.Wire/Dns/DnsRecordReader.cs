using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Weir.Wire.Frames;

namespace Weir.Wire.Dns;

/// <summary>Reads resource records and makes text of their data.</summary>
internal static class DnsRecordReader
{
    /// <summary>Bytes of a record after its name, without its data: type, class, TTL, data length.</summary>
    private const int FixedSize = 10;

    public static bool TryReadAll(ReadOnlySpan<byte> message, ref int offset, int count, out List<DnsRecord> records)
    {
        records = new List<DnsRecord>(Math.Min(count, 16));
        for (int i = 0; i < count; i++)
        {
            if (!TryRead(message, ref offset, out DnsRecord record)) { return false; }
            records.Add(record);
        }

        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> message, ref int offset, out DnsRecord record)
    {
        record = default;
        if (!DnsName.TryRead(message, ref offset, out string name) || offset + FixedSize > message.Length) { return false; }
        ReadOnlySpan<byte> fields = message.Slice(offset, FixedSize);
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(fields);
        int length = BinaryPrimitives.ReadUInt16BigEndian(fields[8..]);
        offset += FixedSize;
        if (offset + length > message.Length) { return false; }
        string data = Text(message, offset, length, type);
        offset += length;
        record = new DnsRecord(name, type, BinaryPrimitives.ReadUInt16BigEndian(fields[2..]), BinaryPrimitives.ReadUInt32BigEndian(fields[4..]), data);
        return true;
    }

    private static string Text(ReadOnlySpan<byte> message, int offset, int length, ushort type)
    {
        ReadOnlySpan<byte> data = message.Slice(offset, length);
        int at = offset;
        switch (type)
        {
            case DnsTypes.A when length == 4:
                return IpAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(data)).ToString();
            case DnsTypes.Aaaa when length == 16:
                return IpAddress.FromIPv6(data).ToString();
            case DnsTypes.Ns or DnsTypes.Cname or DnsTypes.Ptr when DnsName.TryRead(message, ref at, out string name):
                return name;
            case DnsTypes.Mx when length > 2:
                at += 2;
                if (!DnsName.TryRead(message, ref at, out string exchange)) { break; }
                return string.Create(CultureInfo.InvariantCulture, $"{BinaryPrimitives.ReadUInt16BigEndian(data)} {exchange}");
            case DnsTypes.Srv when length > 6:
                at += 6;
                if (!DnsName.TryRead(message, ref at, out string target)) { break; }
                return string.Create(CultureInfo.InvariantCulture,
                    $"{BinaryPrimitives.ReadUInt16BigEndian(data)} {BinaryPrimitives.ReadUInt16BigEndian(data[2..])} {BinaryPrimitives.ReadUInt16BigEndian(data[4..])} {target}");
            case DnsTypes.Soa when DnsName.TryRead(message, ref at, out string primary) && DnsName.TryRead(message, ref at, out string mailbox) && at + 20 <= offset + length:
                return string.Create(CultureInfo.InvariantCulture, $"{primary} {mailbox} {BinaryPrimitives.ReadUInt32BigEndian(message[at..])}");
            case DnsTypes.Txt:
                return Strings(data);
        }

        return Convert.ToHexStringLower(data);
    }

    private static string Strings(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        while (!data.IsEmpty)
        {
            int length = Math.Min(data[0], data.Length - 1);
            if (text.Length > 0) { text.Append(' '); }
            text.Append('"').Append(Encoding.Latin1.GetString(data.Slice(1, length))).Append('"');
            data = data[(1 + length)..];
        }

        return text.ToString();
    }
}
