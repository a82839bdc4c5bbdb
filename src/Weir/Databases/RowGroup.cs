using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Databases;

/// <summary>All rows of one group of a table as they are now; no rows when they were taken away.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">16 bytes that stand for the values of the group's columns.</param>
/// <param name="Rows">The rows in order.</param>
internal sealed record RowGroup(RecordTable Table, byte[] Key, List<RecordValue[]> Rows)
{
    /// <summary>The key of a group: the first half of a SHA-256 over kind and value of each column, so that it is the same in every process.</summary>
    public static byte[] KeyOf(ReadOnlySpan<RecordValue> group)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> part = stackalloc byte[9];
        foreach (RecordValue value in group)
        {
            byte[] text = value.Kind == RecordValueKind.Text ? Encoding.UTF8.GetBytes(value.Text!) : [];
            part[0] = (byte)value.Kind;
            BinaryPrimitives.WriteInt64BigEndian(part[1..], value.Kind switch
            {
                RecordValueKind.Integer => value.Integer,
                RecordValueKind.Real => BitConverter.DoubleToInt64Bits(value.Real),
                _ => text.Length,
            });
            hash.AppendData(part);
            hash.AppendData(text);
        }

        return hash.GetHashAndReset()[..16];
    }
}
