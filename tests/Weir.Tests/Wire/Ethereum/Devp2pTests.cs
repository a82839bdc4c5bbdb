using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Wire;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class Devp2pTests
{
    [Fact]
    public void Each_published_message_is_read_and_written_again()
    {
        JsonElement[] vectors = [.. KlaytnVectors.Get("devp2p_messages").EnumerateArray()];
        vectors.Length.ShouldBe(7);
        Devp2pHello newer = Read<Devp2pHello>(0, vectors[0].Bytes("rlp"));
        newer.Version.ShouldBe(5UL);
        newer.Compresses.ShouldBeTrue();
        newer.Name.ShouldBe("Klaytn/v1.12.1/linux-amd64/go1.22.1");
        newer.Capabilities.Select(c => c.ToString()).ShouldBe(["istanbul/65", "istanbul/64"]);
        newer.ListenPorts.ShouldBe([32323UL, 32324UL]);
        newer.Id.ToArray().ShouldBe(KlaytnVectors.Get("rlpx_handshake").Bytes("node_id_A"));
        newer.IsMultichannel.ShouldBeTrue();
        newer.Encode().ShouldBe(vectors[0].Bytes("rlp"));

        Devp2pHello older = Read<Devp2pHello>(0, vectors[1].Bytes("rlp"));
        older.Name.ShouldBe("Klaytn/v1.8.4/linux-amd64/go1.17.5");
        older.Capabilities.ShouldBe([new Devp2pCapability("istanbul", 64)]);
        older.Encode().ShouldBe(vectors[1].Bytes("rlp"));

        Devp2pHello single = Read<Devp2pHello>(0, vectors[2].Bytes("rlp"));
        single.IsMultichannel.ShouldBeFalse();
        single.ListenPorts.ShouldBe([32323UL]);
        single.Encode().ShouldBe(vectors[2].Bytes("rlp"));

        foreach (ulong code in (ulong[])[2, 3]) { Read<Devp2pEmpty>(code, vectors[3].Bytes("rlp")); }
        Devp2pEmpty.Encoded.ToArray().ShouldBe(vectors[3].Bytes("rlp"));
        byte[] unpacked = new byte[1];
        Snappy.TryDecode(vectors[3].Bytes("snappy"), unpacked, out int written).ShouldBeTrue();
        unpacked[..written].ShouldBe(vectors[3].Bytes("rlp"));

        Devp2pDisconnect list = Read<Devp2pDisconnect>(1, vectors[4].Bytes("rlp"));
        (list.Reason, list.IsList, list.Text).ShouldBe((4UL, true, "too many peers"));
        list.Encode().ShouldBe(vectors[4].Bytes("rlp"));
        Devp2pDisconnect bytes = Read<Devp2pDisconnect>(1, vectors[5].Bytes("rlp"));
        (bytes.Reason, bytes.IsList).ShouldBe((4UL, false));
        bytes.Encode().ShouldBe(vectors[5].Bytes("rlp"));

        Devp2pStatus status = Read<Devp2pStatus>(0x10, vectors[6].Bytes("rlp"));
        (status.ProtocolVersion, status.NetworkId).ShouldBe((64UL, 2018UL));
        status.TotalDifficulty.ShouldBe(12345);
        status.ChainId.ShouldBe(2018);
        status.Genesis.ShouldBe(BlockTests.Filled(0x22));
        status.Head.ShouldBe(new Hash256(KlaytnVectors.Get("istanbul_messages").Bytes("parent_hash")));
        status.Encode().ShouldBe(vectors[6].Bytes("rlp"));
    }

    [Theory]
    [InlineData("c180", 0, true)]
    [InlineData("00", 0, false)]
    [InlineData("80", 0, false)]
    [InlineData("c110", 16, true)]
    [InlineData("8180", 128, false)]
    [InlineData("c20405", 4, true)]
    public void Both_forms_of_disconnect_are_read(string rlp, int reason, bool isList)
    {
        Devp2pDisconnect read = Read<Devp2pDisconnect>(1, Convert.FromHexString(rlp));
        read.Reason.ShouldBe((ulong)reason);
        read.IsList.ShouldBe(isList);
    }

    [Fact]
    public void Each_reason_has_its_words()
    {
        string[] words = [.. Enumerable.Range(0, 18).Select(i => Devp2pDisconnect.ReasonText((ulong)i))];
        words.ShouldBe(
        [
            "requested", "network error", "protocol breach", "useless peer", "too many peers", "already connected", "incompatible version", "invalid identity", "quitting",
            "unexpected identity", "self", "read timeout", "unknown", "unknown", "unknown", "unknown", "sub-protocol error", "unknown",
        ]);
    }

    [Fact]
    public void Each_code_has_its_name()
    {
        string[] names = [.. Enumerable.Range(0, 0x25).Select(c => Devp2pCodes.Name((ulong)c))];
        names[..5].ShouldBe(["hello", "disconnect", "ping", "pong", "code-0x04"]);
        names[0x10..].ShouldBe(
        [
            "status", "new-block-hashes", "header-fetch-request", "header-fetch-response", "bodies-fetch-request", "bodies-fetch-response", "transactions", "headers-request", "headers",
            "bodies-request", "bodies", "new-block", "node-data-request", "node-data", "receipts-request", "receipts", "code-0x20", "consensus", "staking-info-request", "staking-info", "code-0x24",
        ]);
    }

    [Fact]
    public void Requests_and_announcements_are_read_and_written_again()
    {
        Devp2pNewBlockHashes hashes = new() { Blocks = [new(BlockTests.Filled(1), 0), new(BlockTests.Filled(2), ulong.MaxValue)] };
        Read<Devp2pNewBlockHashes>(0x11, hashes.Encode()).Blocks.ShouldBe(hashes.Blocks);
        Read<Devp2pNewBlockHashes>(0x11, [0xc0]).Blocks.ShouldBeEmpty();

        Devp2pHashes bare = new() { Hashes = [BlockTests.Filled(3)], IsBare = true };
        bare.Encode().Length.ShouldBe(33);
        Read<Devp2pHashes>(0x12, bare.Encode()).IsBare.ShouldBeTrue();
        Read<Devp2pHashes>(0x12, bare.Encode()).Hashes.ShouldBe(bare.Hashes);
        Devp2pHashes many = new() { Hashes = [BlockTests.Filled(3), BlockTests.Filled(4)] };
        foreach (ulong code in (ulong[])[0x14, 0x19, 0x1c, 0x1e, 0x22])
        {
            Read<Devp2pHashes>(code, many.Encode()).Hashes.ShouldBe(many.Hashes);
            Read<Devp2pHashes>(code, many.Encode()).IsBare.ShouldBeFalse();
        }

        foreach (Devp2pHeadersRequest request in (Devp2pHeadersRequest[])[
            new() { OriginNumber = 7, Amount = 192, Skip = 2, IsReverse = true }, new() { OriginHash = BlockTests.Filled(5), Amount = 1 }])
        {
            Devp2pHeadersRequest read = Read<Devp2pHeadersRequest>(0x17, request.Encode());
            (read.OriginHash, read.OriginNumber, read.Amount, read.Skip, read.IsReverse).ShouldBe((request.OriginHash, request.OriginNumber, request.Amount, request.Skip, request.IsReverse));
        }
    }

    [Fact]
    public void Headers_blocks_bodies_and_transactions_are_read()
    {
        BlockHeader header = BlockTests.Sample();
        Devp2pHeaders one = new() { Headers = [header], IsBare = true };
        Read<Devp2pHeaders>(0x13, one.Encode()).Headers.Single().Hash.ShouldBe(header.Hash);
        Devp2pHeaders two = new() { Headers = [header, header.WithExtra(1, default, [])] };
        Read<Devp2pHeaders>(0x18, two.Encode()).Headers.Count.ShouldBe(2);
        Read<Devp2pHeaders>(0x18, two.Encode()).Encode().ShouldBe(two.Encode());
        Read<Devp2pHeaders>(0x18, [0xc0]).Headers.ShouldBeEmpty();

        byte[] blockRlp = KlaytnVectors.Get("blocks")[1].Bytes("block_rlp");
        Block.TryRead(blockRlp, out Block? block, out _).ShouldBeTrue();
        Devp2pNewBlock message = new() { Block = block!, TotalDifficulty = block!.Header.Number + 1 };
        Devp2pNewBlock read = Read<Devp2pNewBlock>(0x1b, message.Encode());
        read.Block.Encode().ShouldBe(blockRlp);
        read.Block.TransactionCount.ShouldBe(3);
        read.TotalDifficulty.ShouldBe(message.TotalDifficulty);
        read.Encode().ShouldBe(message.Encode());

        Read<Devp2pTransactions>(0x16, [0xc0]).Count.ShouldBe(0);
        Devp2pTransactions transactions = Read<Devp2pTransactions>(0x16, [0xc6, 0x08, 0xc0, 0x78, 0x02, 0xc0, 0xc0]);
        (transactions.Count, transactions.Bytes).ShouldBe((3, 6));
        foreach (ulong code in (ulong[])[0x15, 0x1a])
        {
            Read<Devp2pBodies>(code, [0xc0]).TransactionCounts.ShouldBeEmpty();
            Devp2pBodies bodies = Read<Devp2pBodies>(code, [0xc6, 0xc1, 0xc0, 0xc3, 0xc2, 0x08, 0xc0]);
            bodies.TransactionCounts.ShouldBe([0, 1]);
            bodies.Encode().ShouldBe([0xc6, 0xc1, 0xc0, 0xc3, 0xc2, 0x08, 0xc0]);
            Devp2pBodies.Of(bodies.Transactions).Encode().ShouldBe(bodies.Encode());
            Should.Throw<ArgumentException>(() => Devp2pBodies.Of([new byte[] { 0x08 }]));
        }

        foreach (ulong code in (ulong[])[0x1d, 0x1f, 0x23])
        {
            Devp2pItems items = Read<Devp2pItems>(code, [0xc3, 0x01, 0xc1, 0x80]);
            (items.Count, items.Bytes).ShouldBe((2, 3));
        }

        Read<Devp2pUnknown>(0x20, [1, 2, 3]).Payload.ToArray().ShouldBe((byte[])[1, 2, 3]);
        Read<Devp2pUnknown>(0x04, []).Payload.Length.ShouldBe(0);
        Read<IbftMessage>(0x21, KlaytnVectors.Get("istanbul_messages").GetProperty("messages")[1].Bytes("consensus_msg_rlp")).Code.ShouldBe(IbftCode.Prepare);
    }

    // Each row: a code, and a payload of another form.
    [Theory]
    [InlineData(0x00, "c0")]
    [InlineData(0x00, "05")]
    [InlineData(0x01, "820102")]
    [InlineData(0x01, "c0")]
    [InlineData(0x01, "c1c0")]
    [InlineData(0x01, "")]
    [InlineData(0x10, "c0")]
    [InlineData(0x10, "c601020304c0c0")]
    [InlineData(0x11, "80")]
    [InlineData(0x11, "c101")]
    [InlineData(0x11, "c1c0")]
    [InlineData(0x11, "c181")]
    [InlineData(0x12, "c0")]
    [InlineData(0x12, "01")]
    [InlineData(0x13, "c0")]
    [InlineData(0x13, "")]
    [InlineData(0x14, "80")]
    [InlineData(0x14, "c101")]
    [InlineData(0x15, "80")]
    [InlineData(0x15, "c1c0")]
    [InlineData(0x15, "c101")]
    [InlineData(0x15, "c3c2c0c0")]
    [InlineData(0x15, "c3c2c108")]
    [InlineData(0x16, "80")]
    [InlineData(0x16, "c108")]
    [InlineData(0x17, "c0")]
    [InlineData(0x17, "80")]
    [InlineData(0x17, "c401020302")]
    [InlineData(0x17, "c50102030101")]
    [InlineData(0x17, "c4c0020301")]
    [InlineData(0x18, "80")]
    [InlineData(0x18, "c1c0")]
    [InlineData(0x18, "c181")]
    [InlineData(0x1b, "c0")]
    [InlineData(0x1b, "c2c001")]
    [InlineData(0x1d, "80")]
    [InlineData(0x1d, "c181")]
    [InlineData(0x21, "c0")]
    public void Another_form_is_refused_with_the_name_of_the_message(int code, string payload)
    {
        Devp2pMessage.TryRead((ulong)code, Convert.FromHexString(payload), out IDescribed? value, out string? error).ShouldBeFalse();
        value.ShouldBeNull();
        error.ShouldBe(code == 0x21 ? "consensus message: not a list of a hash and a string" : Devp2pCodes.Name((ulong)code) + ": the payload has another form");
    }

    [Fact]
    public void Each_field_of_hello_and_status_is_needed_and_what_follows_is_passed_over_in_hello_only()
    {
        Action<RlpWriter>[] hello =
        [
            w => w.Write(5UL), w => w.Write("x"u8), w => w.EndList(w.BeginList()), w => w.EndList(w.BeginList()), w => w.Write(new byte[64]), w => w.Write(true),
        ];
        Accepts(0, hello).ShouldBeTrue();
        Accepts(0, [.. hello, w => w.Write("more"u8)]).ShouldBeTrue();
        for (int i = 0; i < hello.Length; i++)
        {
            Accepts(0, hello[..i]).ShouldBeFalse($"{i} fields");
            Action<RlpWriter>[] wrong = [.. hello];
            wrong[i] = i is 2 or 3 ? w => w.Write([]) : w => w.EndList(w.BeginList());
            Accepts(0, wrong).ShouldBeFalse($"field {i}");
        }

        Change(4, w => w.Write(new byte[63])).ShouldBeFalse();
        Change(4, w => w.Write(new byte[65])).ShouldBeFalse();
        Change(5, w => w.Write(2UL)).ShouldBeFalse("a boolean is 01 or 80");
        Change(5, w => w.Write(false)).ShouldBeTrue();
        Change(2, w => { int l = w.BeginList(); w.Write([]); w.EndList(l); }).ShouldBeFalse();
        Change(2, w => { int l = w.BeginList(); int c = w.BeginList(); w.Write("istanbul"u8); w.EndList(c); w.EndList(l); }).ShouldBeFalse();
        Change(2, w => { int l = w.BeginList(); int c = w.BeginList(); w.Write("istanbul"u8); w.Write(64UL); w.Write([]); w.EndList(c); w.EndList(l); }).ShouldBeFalse();
        Change(3, w => { int l = w.BeginList(); w.EndList(w.BeginList()); w.EndList(l); }).ShouldBeFalse();
        Change(0, w => w.Write(4UL)).ShouldBeTrue();

        Action<RlpWriter>[] status = [w => w.Write(64UL), w => w.Write(1UL), w => w.Write(1UL), w => w.Write(new byte[32]), w => w.Write(new byte[32]), w => w.Write(1UL)];
        Accepts(0x10, status).ShouldBeTrue();
        Accepts(0x10, [.. status, w => w.Write([])]).ShouldBeFalse();
        for (int i = 0; i < status.Length; i++)
        {
            Accepts(0x10, status[..i]).ShouldBeFalse($"{i} fields");
            Action<RlpWriter>[] wrong = [.. status];
            wrong[i] = w => w.Write(new byte[31]);
            Accepts(0x10, wrong).ShouldBeFalse($"field {i}: leading zeros or too short");
        }

        bool Change(int field, Action<RlpWriter> value)
        {
            Action<RlpWriter>[] changed = [.. hello];
            changed[field] = value;
            return Accepts(0, changed);
        }

        static bool Accepts(ulong code, Action<RlpWriter>[] fields)
        {
            RlpWriter writer = new();
            int list = writer.BeginList();
            foreach (Action<RlpWriter> field in fields) { field(writer); }
            writer.EndList(list);
            return Devp2pMessage.TryRead(code, writer.WrittenSpan, out _, out _);
        }
    }

    [Fact]
    public void A_hello_of_version_4_does_not_compress()
    {
        new Devp2pHello { Name = "", Id = new byte[64], Version = 4 }.Compresses.ShouldBeFalse();
        new Devp2pHello { Name = "", Id = new byte[64], Version = 5 }.Compresses.ShouldBeTrue();
        new Devp2pHello { Name = "", Id = new byte[64], Version = 6 }.Compresses.ShouldBeTrue();
    }

    [Fact]
    public void Every_value_names_its_fields()
    {
        byte[] id = BlockTests.Bytes(64, 7);
        Fields(new Devp2pHello { Name = "n", Capabilities = [new("istanbul", 64)], ListenPorts = [1, ulong.MaxValue], Id = id, IsMultichannel = true }).ShouldBe(
            $"version=5 name=n capability=istanbul/64 listen_port=1 listen_port={long.MaxValue} id={Convert.ToHexStringLower(id)} multichannel=True");
        Fields(new Devp2pDisconnect { Reason = 4 }).ShouldBe("reason=4 text=too many peers form=list");
        Fields(new Devp2pDisconnect { Reason = 4, IsList = false }).ShouldBe("reason=4 text=too many peers form=bytes");
        Fields(Devp2pEmpty.Instance).ShouldBe("");
        Fields(new Devp2pUnknown(new byte[] { 1, 2 })).ShouldBe("payload=0102");
        Hash256 hash = BlockTests.Filled(1);
        Fields(new Devp2pStatus { ProtocolVersion = 64, NetworkId = 2, TotalDifficulty = 3, Head = hash, Genesis = hash, ChainId = 4 }).ShouldBe(
            $"protocol_version=64 network_id=2 total_difficulty=3 head={hash} genesis={hash} chain_id=4");
        Fields(new Devp2pNewBlockHashes { Blocks = [new(hash, 9)] }).ShouldBe($"blocks=1 block.hash={hash} block.number=9");
        Fields(new Devp2pHashes { Hashes = [hash] }).ShouldBe($"hashes=1 hash={hash}");
        Fields(new Devp2pHeadersRequest { OriginHash = hash, Amount = 1 }).ShouldBe($"origin_hash={hash} amount=1 skip=0 reverse=False");
        Fields(new Devp2pHeadersRequest { OriginNumber = 3, Amount = 1, Skip = 2, IsReverse = true }).ShouldBe("origin_number=3 amount=1 skip=2 reverse=True");
        Fields(new Devp2pBodies { TransactionCounts = [2, 0] }).ShouldBe("bodies=2 transactions=2 transactions=0");
        Fields(new Devp2pTransactions { Count = 2, Bytes = 5 }).ShouldBe("transactions=2 bytes=5");
        Fields(new Devp2pItems { Count = 2, Bytes = 5 }).ShouldBe("items=2 bytes=5");
        Fields(new Devp2pHeaders { Headers = [BlockTests.Sample()] }).ShouldStartWith($"headers=1 header.hash={BlockTests.Sample().Hash} header.parent_hash={hash} header.rewardbase=0x0000");
        Fields(new Devp2pNewBlock { Block = new Block(BlockTests.Sample(), new byte[] { 0xc0 }), TotalDifficulty = 6 }).ShouldEndWith("transactions=1 total_difficulty=6");
    }

    [Fact]
    public void A_header_and_a_consensus_message_name_their_fields()
    {
        BlockHeader full = new()
        {
            ParentHash = default, Bloom = new byte[256], Number = 5, GasUsed = 6, Time = 7, TimeFoS = 8, ExtraData = new byte[] { 1 }, BaseFee = 25, RandomReveal = new byte[] { 2 }, MixHash = new byte[] { 3 },
        };
        Fields(full).ShouldEndWith("blockscore=1 number=5 gas_used=6 time=7 time_fos=8 extra.raw=01 governance= vote= base_fee=25 random_reveal=02 mix_hash=03");
        Fields(BlockTests.Sample()).ShouldContain($"extra.vanity={new string('0', 64)} extra.round=0 extra.validators=2 extra.validator=0x0101");
        Fields(BlockTests.Sample()).ShouldEndWith("extra.seal= extra.committed_seals=0 governance= vote=");
        Fields(BlockTests.Sample().WithExtra(1, default, [new byte[] { 9 }])).ShouldContain("extra.committed_seals=1 extra.committed_seal=09");

        JsonElement vectors = KlaytnVectors.Get("istanbul_messages").GetProperty("messages");
        IbftMessage commit = Read<IbftMessage>(0x21, vectors[2].Bytes("consensus_msg_rlp"));
        string before = Fields(commit);
        before.ShouldStartWith("kind=commit sequence=12345 round=0 digest=0x8b749f9acc5a74c8df389a4e82de9a3ab746934cae5a84960fad4cef42a7da77 previous_hash=0xff483e");
        before.ShouldContain(" committed_seal=");
        before.ShouldNotContain(" signer=");
        commit.Recover(Weir.Platform.Curves.Best);
        Fields(commit).ShouldContain($" signer={commit.Signer}");
        Fields(commit).ShouldNotContain("faults");
        IbftMessage preprepare = Read<IbftMessage>(0x21, [.. vectors[0].Bytes("consensus_msg_rlp"), 0]);
        preprepare.Recover(Weir.Platform.Curves.Best);
        Fields(preprepare).ShouldContain($" proposer={preprepare.Proposer} faults=TrailingBytes proposal.header.hash={preprepare.Digest}");
        Fields(preprepare).ShouldEndWith("proposal.transactions=0");
        Fields(Read<IbftMessage>(0x21, vectors[1].Bytes("consensus_msg_rlp"))).ShouldNotContain("committed_seal");
    }

    private static T Read<T>(ulong code, byte[] payload)
        where T : class, IDescribed
    {
        Devp2pMessage.TryRead(code, payload, out IDescribed? value, out string? error).ShouldBeTrue(error);
        error.ShouldBeNull();
        return value.ShouldBeOfType<T>();
    }

    private static string Fields(IDescribed value) => FieldLines.Of(value);
}
