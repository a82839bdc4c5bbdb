using System.Text;
using Weir.Tests.Fixtures;
using Weir.Wire.Dns;

namespace Weir.Tests.Wire.Dns;

public sealed class DnsMessageTests
{
    // A query for www.example.com, and a response with a compressed CNAME, an A and an AAAA record and an OPT record.
    private const string Query = "1a2b0100000100000000000003777777076578616d706c6503636f6d0000010001";
    private const string Response = "1a2b8180000100030000000103777777076578616d706c6503636f6d0000010001"
        + "c00c00050001000000e10006036364" + "6ec010" + "c02d000100010000003c0004c0000201"
        + "c02d001c00010000003c001020010db8000000000000000000000001" + "0000291000000080000000";

    [Fact]
    public void A_query_is_read()
    {
        DnsMessage message = Read(Query);
        (message.Id, message.IsResponse, message.Opcode, message.IsTruncated, message.ResponseCode).ShouldBe(((ushort)0x1a2b, false, 0, false, 0));
        message.Questions.ShouldBe([new DnsQuestion("www.example.com", DnsTypes.A, 1)]);
        message.Answers.ShouldBeEmpty();
    }

    [Fact]
    public void A_response_with_compressed_names_is_read()
    {
        DnsMessage message = Read(Response);
        message.IsResponse.ShouldBeTrue();
        message.Answers.ShouldBe([
            new DnsRecord("www.example.com", DnsTypes.Cname, 1, 225, "cdn.example.com"),
            new DnsRecord("cdn.example.com", DnsTypes.A, 1, 60, "192.0.2.1"),
            new DnsRecord("cdn.example.com", DnsTypes.Aaaa, 1, 60, "2001:db8::1")]);
        message.Additionals.ShouldHaveSingleItem().Type.ShouldBe(DnsTypes.Opt);
    }

    [Theory]
    [InlineData(DnsTypes.Mx, "000a" + "046d61696c" + "00", "10 mail")]
    [InlineData(DnsTypes.Srv, "000100020350" + "0161" + "00", "1 2 848 a")]
    [InlineData(DnsTypes.Txt, "0361626300" + "0164", "\"abc\" \"\" \"d\"")]
    [InlineData(DnsTypes.Ptr, "0161016200", "a.b")]
    [InlineData(DnsTypes.Soa, "016e00" + "016d00" + "0000000700000001000000020000000300000004", "n m 7")]
    [InlineData(DnsTypes.A, "0102", "0102")]
    [InlineData(DnsTypes.Txt, "09616263", "\"abc\"")]
    [InlineData(DnsTypes.Mx, "000a", "000a")]
    [InlineData(12345, "beef", "beef")]
    [InlineData(DnsTypes.A, "c0000201", "192.0.2.1")]
    [InlineData(DnsTypes.Aaaa, "c0000201", "c0000201")]
    [InlineData(DnsTypes.A, "20010db8000000000000000000000001", "20010db8000000000000000000000001")]
    [InlineData(DnsTypes.Ns, "0161" + "00", "a")]
    [InlineData(DnsTypes.Ns, "ff", "ff")]
    [InlineData(DnsTypes.Mx, "000a" + "00", "10 .")]
    [InlineData(DnsTypes.Mx, "000a" + "ff", "000aff")]
    [InlineData(DnsTypes.Srv, "ffff0002ffff" + "00", "65535 2 65535 .")]
    [InlineData(DnsTypes.Srv, "000100020003" + "ff", "000100020003ff")]
    [InlineData(DnsTypes.Srv, "000100020003", "000100020003")]
    [InlineData(DnsTypes.Soa, "0000" + "00000007000000010000000200000003000000", "000000000007000000010000000200000003000000")]
    [InlineData(DnsTypes.Soa, "00" + "ff" + "0000000700000001000000020000000300000004", "00ff0000000700000001000000020000000300000004")]
    [InlineData(DnsTypes.Txt, "", "")]
    public void Data_is_text_where_its_form_is_known_and_digits_where_it_is_not(int type, string data, string text)
    {
        byte[] bytes = Convert.FromHexString(data);
        byte[] message = [.. Convert.FromHexString("000080000000000100000000" + "00"), (byte)(type >> 8), (byte)type, 0, 1, 0, 0, 0, 9, 0, (byte)bytes.Length, .. bytes];
        DnsMessage.TryRead(message, out DnsMessage? read).ShouldBeTrue();
        DnsRecord record = read!.Answers.ShouldHaveSingleItem();
        (record.Name, record.TimeToLive, record.Data).ShouldBe((".", 9u, text));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("63", true)]                 // one label of 63 bytes
    [InlineData("64", false)]                // 64 is no length of a label
    [InlineData("63,63,63,61", true)]        // 255 bytes with the root
    [InlineData("63,63,63,62", false)]       // 256
    [InlineData("63,63,63,63,63", false)]
    public void Names_have_the_limits_of_the_standard(string labels, bool isRead)
    {
        List<byte> name = [];
        foreach (string label in labels.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int size = int.Parse(label, System.Globalization.CultureInfo.InvariantCulture);
            name.Add((byte)size);
            name.AddRange(Enumerable.Repeat((byte)'a', size));
        }

        name.Add(0);
        TryName([.. name], out string text).ShouldBe(isRead);
        if (isRead) { text.Length.ShouldBe(Math.Max(1, name.Count - 2)); }
    }

    [Fact]
    public void What_is_no_letter_of_a_name_is_written_so_that_it_is_told_apart()
    {
        TryName([4, (byte)'a', (byte)'.', (byte)'\\', 7, 2, 0x20, 0xff, 0], out string text).ShouldBeTrue();
        text.ShouldBe("a\\.\\\\\\007.\\032\\255");
    }

    [Fact]
    public void Printable_characters_are_those_between_space_and_delete()
    {
        TryName([4, 0x20, 0x21, 0x7e, 0x7f, 0], out string text).ShouldBeTrue();
        text.ShouldBe("\\032!~\\127");
    }

    /// <summary>Behind the data that is too short lies the next record, whose name must not be taken for the missing one.</summary>
    [Theory]
    [InlineData(DnsTypes.Mx, "000a")]
    [InlineData(DnsTypes.Srv, "000100020003")]
    public void Data_that_is_too_short_borrows_nothing_from_the_next_record(int type, string data)
    {
        byte[] bytes = Convert.FromHexString(data);
        byte[] message = [.. Convert.FromHexString("000080000000000200000000" + "00"), (byte)(type >> 8), (byte)type, 0, 1, 0, 0, 0, 9, 0, (byte)bytes.Length, .. bytes, .. Convert.FromHexString("016200" + "0001" + "0001" + "00000009" + "0000")];
        DnsMessage.TryRead(message, out DnsMessage? read).ShouldBeTrue();
        read!.Answers.Select(record => (record.Name, record.Data)).ShouldBe([(".", data), ("b", "")]);
    }

    [Fact]
    public void A_pointer_may_reach_beyond_the_first_256_bytes()
    {
        // 50 questions with the root's name fill the message; the next has a name, and the last points to it.
        List<byte> message = [.. Convert.FromHexString("0000" + "0000" + "0034" + "0000" + "0000" + "0000")];
        for (int i = 0; i < 50; i++) { message.AddRange([0, 0, 1, 0, 1]); }
        int at = message.Count;
        message.AddRange([1, (byte)'z', 0, 0, 1, 0, 1, (byte)(0xc0 | (at >> 8)), (byte)at, 0, 28, 0, 1]);
        at.ShouldBeGreaterThan(255);
        DnsMessage.TryRead(message.ToArray(), out DnsMessage? read).ShouldBeTrue();
        read!.Questions[^1].ShouldBe(new DnsQuestion("z", DnsTypes.Aaaa, 1));
    }

    [Fact]
    public void A_header_alone_is_a_message_with_all_its_flags()
    {
        DnsMessage query = Read("ffff" + "2a05" + "0000000000000000");
        (query.Id, query.Flags, query.IsResponse, query.Opcode, query.IsTruncated, query.ResponseCode).ShouldBe(((ushort)0xffff, (ushort)0x2a05, false, 5, true, 5));
        FieldLines.Of(query).ShouldBe("id=65535 response=False opcode=5 truncated=True");
        FieldLines.Of(Read("0001" + "fdff" + "0000000000000000")).ShouldBe("id=1 response=True opcode=15 truncated=False rcode=RCODE15");
    }

    [Fact]
    public void A_message_names_its_fields()
    {
        FieldLines.Of(Read(Response)).ShouldBe("id=6699 response=True opcode=0 truncated=False rcode=NOERROR question.name=www.example.com question.type=A "
            + "answer.name=www.example.com answer.type=CNAME answer.ttl=225 answer.data=cdn.example.com answer.name=cdn.example.com answer.type=A answer.ttl=60 answer.data=192.0.2.1 "
            + "answer.name=cdn.example.com answer.type=AAAA answer.ttl=60 answer.data=2001:db8::1 additional.name=. additional.type=OPT additional.ttl=32768 additional.data=");
        FieldLines.Of(Read("0002" + "8003" + "0000" + "0000" + "0001" + "0000" + "0161" + "00" + "0002" + "0001" + "00000005" + "0003" + "016200"))
            .ShouldBe("id=2 response=True opcode=0 truncated=False rcode=NXDOMAIN authority.name=a authority.type=NS authority.ttl=5 authority.data=b");
    }

    /// <summary>As in the registry of the IANA.</summary>
    [Fact]
    public void Types_and_response_codes_have_their_mnemonics()
    {
        ushort[] types = [1, 2, 5, 6, 12, 13, 15, 16, 28, 33, 35, 41, 43, 46, 47, 48, 64, 65, 252, 255, 3, 65535];
        string.Join(' ', types.Select(DnsTypes.Name)).ShouldBe("A NS CNAME SOA PTR HINFO MX TXT AAAA SRV NAPTR OPT DS RRSIG NSEC DNSKEY SVCB HTTPS AXFR ANY TYPE3 TYPE65535");
        string.Join(' ', Enumerable.Range(0, 7).Select(DnsTypes.ResponseCode)).ShouldBe("NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED RCODE6");
    }

    [Theory]
    [InlineData("c00c")]                    // points to itself
    [InlineData("0161c00c")]                // to its own begin
    [InlineData("c00e" + "c00c")]           // forward
    [InlineData("c0")]                      // half a pointer
    [InlineData("ffff")]
    [InlineData("0161")]                    // no end
    [InlineData("0561")]                    // label beyond the end
    [InlineData("8161")]                    // reserved length
    [InlineData("4161")]
    public void A_name_that_goes_in_circles_or_leaves_the_message_is_refused(string name) => TryName(Convert.FromHexString(name), out _).ShouldBeFalse();

    [Fact]
    public void A_chain_of_pointers_is_followed_so_far_and_no_further()
    {
        // Names in a row, each a pointer to the one before: question n takes n - 1 jumps.
        foreach ((int questions, bool isRead) in ((int, bool)[])[(128, true), (129, false), (2000, false)])
        {
            List<byte> message = [0, 0, 0, 0, (byte)(questions >> 8), (byte)questions, 0, 0, 0, 0, 0, 0, 1, (byte)'a', 0, 0, 1, 0, 1];
            int before = 12;
            for (int i = 1; i < questions; i++)
            {
                int at = message.Count;
                message.AddRange([(byte)(0xc0 | (before >> 8)), (byte)before, 0, 1, 0, 1]);
                before = at;
            }

            DnsMessage.TryRead(message.ToArray(), out DnsMessage? read).ShouldBe(isRead, $"{questions} questions");
            if (isRead) { read!.Questions.ShouldAllBe(question => question.Name == "a"); }
        }
    }

    [Fact]
    public void Every_shorter_message_is_refused()
    {
        byte[] whole = Convert.FromHexString(Response);
        for (int length = 0; length < whole.Length; length++) { DnsMessage.TryRead(whole.AsSpan(0, length), out _).ShouldBeFalse($"{length} bytes"); }
    }

    [Fact]
    public void Numbers_of_records_that_are_not_there_are_refused()
    {
        byte[] message = new byte[512];
        message.AsSpan(4, 8).Fill(0xff);
        DnsMessage.TryRead(message.AsSpan(0, 12), out _).ShouldBeFalse();
        DnsMessage.TryRead(message, out _).ShouldBeFalse();
    }

    [Fact]
    public void Damaged_messages_never_throw()
    {
        byte[] good = Convert.FromHexString(Response);
        Random random = new(41);
        int read = 0;
        for (int round = 0; round < 50_000; round++)
        {
            byte[] bytes = [.. good];
            for (int i = random.Next(1, 6); i > 0; i--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
            if (!DnsMessage.TryRead(bytes, out DnsMessage? message)) { continue; }
            read++;
            Encoding.UTF8.GetByteCount(string.Concat(message!.Answers.Select(record => record.Name + record.Data))).ShouldBeLessThan(20_000);
        }

        read.ShouldBeGreaterThan(1000);
    }

    private static DnsMessage Read(string hex)
    {
        DnsMessage.TryRead(Convert.FromHexString(hex), out DnsMessage? message).ShouldBeTrue();
        return message!;
    }

    // A message with one question, whose name begins at byte 12.
    private static bool TryName(byte[] name, out string text)
    {
        byte[] message = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. name, 0, 1, 0, 1];


        bool read = DnsMessage.TryRead(message, out DnsMessage? whole);
        text = read ? whole!.Questions[0].Name : "";
        return read;
    }
}
