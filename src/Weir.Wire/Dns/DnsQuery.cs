using System.Buffers.Binary;

namespace Weir.Wire.Dns;

/// <summary>Writes standard queries (RFC 1035 4.1).</summary>
public static class DnsQuery
{
    /// <summary>Bytes of the longest query: header, a name of 255 bytes, type and class.</summary>
    public const int MaxSize = DnsMessage.HeaderSize + 255 + 4;

    private const ushort RecursionDesired = 0x0100;

    /// <summary>
    /// Writes a query with one question that asks for recursion. False when the name is none (an empty label, a label above 63 bytes, a name above 255, a character outside of ASCII that is not written as
    /// <c>\ddd</c>) or the buffer is too small.
    /// </summary>
    /// <param name="buffer">Where to write; <see cref="MaxSize"/> bytes are always enough.</param>
    /// <param name="id">The identifier that the response will carry.</param>
    /// <param name="question">What is asked; a dot at the end of its name says nothing.</param>
    /// <param name="length">Bytes written.</param>
    public static bool TryWrite(Span<byte> buffer, ushort id, DnsQuestion question, out int length)
    {
        length = 0;
        if (buffer.Length < DnsMessage.HeaderSize || !DnsName.TryWrite(buffer[DnsMessage.HeaderSize..], question.Name, out int name)) { return false; }
        int end = DnsMessage.HeaderSize + name;
        if (buffer.Length < end + 4) { return false; }
        buffer[..DnsMessage.HeaderSize].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(buffer, id);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[4..], 1);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[end..], question.Type);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[(end + 2)..], question.Class);
        length = end + 4;
        return true;
    }
}
