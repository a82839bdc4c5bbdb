using System.Buffers.Binary;

namespace Weir.Wire.Dns;

/// <summary>A DNS message (RFC 1035 4.1): query or response, its questions and records.</summary>
public sealed class DnsMessage : IDescribed
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderSize = 12;

    private DnsMessage(ushort id, ushort flags, IReadOnlyList<DnsQuestion> questions, IReadOnlyList<DnsRecord> answers, IReadOnlyList<DnsRecord> authorities, IReadOnlyList<DnsRecord> additionals)
    {
        Id = id;
        Flags = flags;
        Questions = questions;
        Answers = answers;
        Authorities = authorities;
        Additionals = additionals;
    }

    /// <summary>The identifier that joins a response to its query.</summary>
    public ushort Id { get; }

    /// <summary>The flags word as on the wire.</summary>
    public ushort Flags { get; }

    /// <summary>True for a response.</summary>
    public bool IsResponse => (Flags & 0x8000) != 0;

    /// <summary>Kind of query: 0 is a standard query.</summary>
    public int Opcode => (Flags >> 11) & 15;

    /// <summary>True when the message was cut to fit into a datagram.</summary>
    public bool IsTruncated => (Flags & 0x0200) != 0;

    /// <summary>Response code of the header; EDNS may extend it.</summary>
    public int ResponseCode => Flags & 15;

    /// <summary>Questions.</summary>
    public IReadOnlyList<DnsQuestion> Questions { get; }

    /// <summary>Answers.</summary>
    public IReadOnlyList<DnsRecord> Answers { get; }

    /// <summary>Authority records.</summary>
    public IReadOnlyList<DnsRecord> Authorities { get; }

    /// <summary>Additional records.</summary>
    public IReadOnlyList<DnsRecord> Additionals { get; }

    /// <summary>Reads a whole message. False when a length or a name leads out of it; numbers of records are checked by what is there, never trusted.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out DnsMessage? value)
    {
        value = null;
        if (message.Length < HeaderSize) { return false; }
        int offset = HeaderSize;
        int count = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        var questions = new List<DnsQuestion>(Math.Min(count, 4));
        for (int i = 0; i < count; i++)
        {
            if (!DnsName.TryRead(message, ref offset, out string name) || offset + 4 > message.Length) { return false; }
            questions.Add(new DnsQuestion(name, BinaryPrimitives.ReadUInt16BigEndian(message[offset..]), BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..])));
            offset += 4;
        }

        if (!DnsRecordReader.TryReadAll(message, ref offset, BinaryPrimitives.ReadUInt16BigEndian(message[6..]), out List<DnsRecord> answers)
            || !DnsRecordReader.TryReadAll(message, ref offset, BinaryPrimitives.ReadUInt16BigEndian(message[8..]), out List<DnsRecord> authorities)
            || !DnsRecordReader.TryReadAll(message, ref offset, BinaryPrimitives.ReadUInt16BigEndian(message[10..]), out List<DnsRecord> additionals)) { return false; }
        value = new DnsMessage(BinaryPrimitives.ReadUInt16BigEndian(message), BinaryPrimitives.ReadUInt16BigEndian(message[2..]), questions, answers, authorities, additionals);
        return true;
    }

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.Field("id", Id);
        visitor.Field("response", IsResponse);
        visitor.Field("opcode", Opcode);
        visitor.Field("truncated", IsTruncated);
        if (IsResponse) { visitor.Field("rcode", DnsTypes.ResponseCode(ResponseCode)); }
        foreach (DnsQuestion question in Questions)
        {
            visitor.Begin("question");
            visitor.Field("name", question.Name);
            visitor.Field("type", DnsTypes.Name(question.Type));
            visitor.End();
        }

        Describe(visitor, "answer", Answers);
        Describe(visitor, "authority", Authorities);
        Describe(visitor, "additional", Additionals);
    }

    private static void Describe(IFieldVisitor visitor, string section, IReadOnlyList<DnsRecord> records)
    {
        foreach (DnsRecord record in records)
        {
            visitor.Begin(section);
            visitor.Field("name", record.Name);
            visitor.Field("type", DnsTypes.Name(record.Type));
            visitor.Field("ttl", record.TimeToLive);
            visitor.Field("data", record.Data);
            visitor.End();
        }
    }
}
