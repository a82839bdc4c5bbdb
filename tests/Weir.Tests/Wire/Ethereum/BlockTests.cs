using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class BlockTests
{
    private static ICurve Curve => Curves.Best;

    [Theory]
    [InlineData("pre-magma", 1, false, false)]
    [InlineData("post-magma", 3, true, false)]
    [InlineData("post-randao", 3, true, true)]
    public void Published_blocks_are_read_hashed_and_written_again(string name, int transactions, bool hasBaseFee, bool hasRandom)
    {
        JsonElement vector = KlaytnVectors.Get("blocks").EnumerateArray().Single(b => b.Text("name") == name);
        byte[] encoded = vector.Bytes("block_rlp");
        Block.TryRead(encoded, out Block? block, out string? error).ShouldBeTrue(error);
        block.ShouldNotBeNull();
        block.Encode().ShouldBe(encoded);
        block.Header.Hash.ShouldBe(new Hash256(vector.Bytes("block_hash")));
        block.TransactionCount.ShouldBe(transactions);
        block.Header.BaseFee.HasValue.ShouldBe(hasBaseFee);
        block.Header.RandomReveal.HasValue.ShouldBe(hasRandom);
        block.Header.MixHash.HasValue.ShouldBe(hasRandom);
        if (hasRandom)
        {
            block.Header.RandomReveal!.Value.Length.ShouldBe(96);
            block.Header.MixHash!.Value.Length.ShouldBe(32);
        }

        RlpReader reader = block.Transactions;
        foreach (JsonElement expected in vector.GetProperty("transactions").EnumerateArray())
        {
            TransactionItems.TryRead(ref reader, out ReadOnlySpan<byte> transaction).ShouldBeTrue();
            Convert.ToHexStringLower(transaction).ShouldBe(expected.GetString());
        }

        reader.IsEmpty.ShouldBeTrue();
        TransactionItems.TryRead(ref reader, out _).ShouldBeFalse();
    }

    [Fact]
    public void The_seals_of_a_real_block_give_its_proposer_and_committers()
    {
        JsonElement vector = KlaytnVectors.Get("committed_seals");
        Block.TryRead(vector.Bytes("block_rlp"), out Block? block, out string? error).ShouldBeTrue(error);
        BlockHeader header = block!.Header;
        BlockExtra extra = header.Extra.ShouldNotBeNull();
        header.Number.ShouldBe(144654443UL);
        header.Hash.ShouldBe(new Hash256(vector.Bytes("derived_block_hash")));
        header.ComputeSigHash().ShouldBe(new Hash256(vector.Bytes("derived_sig_hash")));
        header.ComputeSealDigest().ShouldBe(new Hash256(vector.Bytes("derived_proposer_signed_digest")));
        Hash256.Keccak(vector.Bytes("derived_committed_seal_preimage")).ShouldBe(new Hash256(vector.Bytes("derived_committed_seal_signed_digest")));
        BlockHeader.ComputeCommittedSealDigest(header.Hash).ShouldBe(new Hash256(vector.Bytes("derived_committed_seal_signed_digest")));
        extra.Seal.ToArray().ShouldBe(vector.Bytes("seal"));
        extra.Round.ShouldBe(vector.GetProperty("round_byte").GetInt32());
        extra.Validators.ShouldBe(vector.GetProperty("validators").EnumerateArray().Select(v => new EthereumAddress(Convert.FromHexString(v.GetString()!))));
        header.TryRecoverProposer(Curve, out EthereumAddress proposer).ShouldBeTrue();
        proposer.ShouldBe(new EthereumAddress(vector.Bytes("expected_proposer")));

        int seals = 0;
        foreach (JsonElement committer in vector.GetProperty("expected_committers_in_order").EnumerateArray())
        {
            extra.CommittedSeals[seals].ToArray().ShouldBe(Convert.FromHexString(vector.GetProperty("committed_seals")[seals].GetString()!));
            EthereumSignature.TryRecover(Curve, BlockHeader.ComputeCommittedSealDigest(header.Hash), extra.CommittedSeals[seals].Span, out EthereumAddress address).ShouldBeTrue();
            address.ShouldBe(new EthereumAddress(Convert.FromHexString(committer.GetString()!)));
            seals++;
        }

        seals.ShouldBe(3);
        extra.CommittedSeals.Count.ShouldBe(3);

        // Neither the round nor the committed seals are part of the block's hash; the seal is.
        header.WithExtra(7, extra.Seal, []).Hash.ShouldBe(header.Hash);
        header.WithExtra(7, extra.Seal, []).Extra!.Round.ShouldBe(7);
        header.WithExtra(0, default, extra.CommittedSeals).Hash.ShouldNotBe(header.Hash);
        header.WithExtra(0, default, extra.CommittedSeals).ComputeSigHash().ShouldBe(header.ComputeSigHash());
        header.WithExtra(0, default, []).TryRecoverProposer(Curve, out _).ShouldBeFalse();
        header.WithExtra(0, extra.Seal, extra.CommittedSeals).Encode().ShouldBe(header.Encode());
    }

    [Fact]
    public void Extra_data_is_read_and_written_again()
    {
        JsonElement[] vectors = [.. KlaytnVectors.Get("istanbul_extra").EnumerateArray()];
        vectors.Length.ShouldBe(4);
        EthereumAddress[] validators = [.. vectors[0].GetProperty("validators_in_given_order").EnumerateArray().Select(v => new EthereumAddress(Convert.FromHexString(v.GetString()!)))];
        foreach (JsonElement vector in vectors)
        {
            byte[] bytes = vector.Bytes("extra");
            BlockExtra.TryRead(bytes, out BlockExtra? extra).ShouldBeTrue();
            extra.ShouldNotBeNull().Encode().ShouldBe(bytes);
            extra.Validators.ShouldBe(validators);
            extra.Round.ShouldBe(0);
        }

        Read(vectors[0]).Vanity.ToArray().ShouldBe(vectors[0].Bytes("vanity"));
        Read(vectors[0]).Seal.Length.ShouldBe(0);
        Read(vectors[0]).CommittedSeals.ShouldBeEmpty();
        Read(vectors[1]).Seal.ToArray().ShouldBe(vectors[1].Bytes("seal"));
        Read(vectors[2]).CommittedSeals.Single().ToArray().ShouldBe(Convert.FromHexString(vectors[2].GetProperty("committed_seals")[0].GetString()!));
        Read(vectors[3]).Seal.ToArray().ShouldBe(new byte[65]);

        // Nothing but the published form: no byte less or more.
        byte[] whole = vectors[2].Bytes("extra");
        for (int length = 0; length < whole.Length; length++) { BlockExtra.TryRead(whole.AsMemory(0, length), out _).ShouldBeFalse($"length {length}"); }
        BlockExtra.TryRead((byte[])[.. whole, 0x80], out _).ShouldBeFalse();
        BlockExtra.TryRead(Extra(w => { Empty(w); w.Write([]); Empty(w); }), out _).ShouldBeTrue();
        BlockExtra.TryRead(Extra(w => { Empty(w); w.Write([]); }), out _).ShouldBeFalse();
        BlockExtra.TryRead(Extra(w => { Empty(w); w.Write([]); Empty(w); w.Write([]); }), out _).ShouldBeFalse();
        BlockExtra.TryRead(Extra(w => { w.Write([]); w.Write([]); Empty(w); }), out _).ShouldBeFalse();
        BlockExtra.TryRead(Extra(w => { Empty(w); Empty(w); Empty(w); }), out _).ShouldBeFalse();
        BlockExtra.TryRead(Extra(w => { Empty(w); w.Write([]); w.Write([]); }), out _).ShouldBeFalse();
        BlockExtra.TryRead(Extra(w => { int l = w.BeginList(); w.Write(new byte[19]); w.EndList(l); w.Write([]); Empty(w); }), out _).ShouldBeFalse();
        BlockExtra.TryRead(Extra(w => { Empty(w); w.Write([]); int l = w.BeginList(); Empty(w); w.EndList(l); }), out _).ShouldBeFalse();

        static BlockExtra Read(JsonElement vector)
        {
            BlockExtra.TryRead(vector.Bytes("extra"), out BlockExtra? extra).ShouldBeTrue();
            return extra!;
        }

        static byte[] Extra(Action<RlpWriter> fields)
        {
            RlpWriter writer = new();
            writer.WriteEncoded(new byte[32]);
            int list = writer.BeginList();
            fields(writer);
            writer.EndList(list);
            return writer.ToArray();
        }

        static void Empty(RlpWriter writer) => writer.EndList(writer.BeginList());
    }

    [Fact]
    public void Each_field_of_a_header_has_its_place_and_form()
    {
        BlockHeader header = new()
        {
            ParentHash = Filled(1), Rewardbase = new EthereumAddress(Bytes(20, 2)), Root = Filled(3), TxHash = Filled(4), ReceiptHash = Filled(5), Bloom = Bytes(256, 6), BlockScore = 7,
            Number = 8, GasUsed = 9, Time = 10, TimeFoS = 11, ExtraData = Bytes(3, 12), Governance = Bytes(4, 13), Vote = Bytes(5, 14), BaseFee = 15, RandomReveal = Bytes(96, 16), MixHash = Bytes(32, 17),
        };
        byte[] encoded = header.Encode();
        RlpReader outer = new(encoded);
        outer.TryReadList(out RlpReader fields).ShouldBeTrue();
        fields.TryCount(out int count).ShouldBeTrue();
        count.ShouldBe(17);
        int[] lengths = [32, 20, 32, 32, 32, 256, 1, 1, 1, 1, 1, 3, 4, 5, 1, 96, 32];
        for (int i = 0; i < 17; i++)
        {
            fields.TryReadBytes(out ReadOnlySpan<byte> field).ShouldBeTrue();
            field.Length.ShouldBe(lengths[i], $"field {i}");
            field.IndexOfAnyExcept((byte)(i + 1)).ShouldBe(-1, $"field {i}");
        }

        BlockHeader.TryRead(encoded, out BlockHeader? read, out string? error).ShouldBeTrue(error);
        read!.Encode().ShouldBe(encoded);
        read.Extra.ShouldBeNull("three bytes are no extra data of an IBFT block");
        read.Hash.ShouldBe(Hash256.Keccak(encoded), "then the hash is that of the whole header");
        read.ComputeSigHash().ShouldBe(Hash256.Keccak(encoded));
        Should.Throw<InvalidOperationException>(() => read.WithExtra(0, default, []));
        (read.ParentHash, read.Rewardbase, read.Root, read.TxHash, read.ReceiptHash).ShouldBe((header.ParentHash, header.Rewardbase, header.Root, header.TxHash, header.ReceiptHash));
        (read.BlockScore, read.Number, read.GasUsed, read.Time, read.TimeFoS).ShouldBe((7, 8UL, 9UL, 10UL, (byte)11));
        read.BaseFee.ShouldBe(15);
        read.Governance.ToArray().ShouldBe(Bytes(4, 13));
        read.Vote.ToArray().ShouldBe(Bytes(5, 14));
    }

    [Fact]
    public void Optional_fields_end_with_the_last_that_is_there()
    {
        Fields(Header(null, null, null)).ShouldBe(14);
        Fields(Header(0, null, null)).ShouldBe(15);
        Fields(Header(25, null, null)).ShouldBe(15);
        Fields(Header(25, Bytes(96, 1), null)).ShouldBe(16);
        Fields(Header(null, null, Bytes(32, 1))).ShouldBe(17);
        Fields(Header(25, Bytes(96, 1), Bytes(32, 1))).ShouldBe(17);

        static BlockHeader Header(int? baseFee, byte[]? reveal, byte[]? mixHash) => new()
        {
            ParentHash = default, Bloom = new byte[256], Number = 1, ExtraData = new byte[2], BaseFee = baseFee, RandomReveal = reveal is null ? (ReadOnlyMemory<byte>?)null : reveal, MixHash = mixHash is null ? (ReadOnlyMemory<byte>?)null : mixHash,
        };

        static int Fields(BlockHeader header)
        {
            byte[] encoded = header.Encode();
            BlockHeader.TryRead(encoded, out BlockHeader? read, out string? error).ShouldBeTrue(error);
            read!.Encode().ShouldBe(encoded);
            new RlpReader(encoded).TryReadList(out RlpReader fields);
            fields.TryCount(out int count);
            return count;
        }
    }

    [Fact]
    public void A_header_with_a_wrong_field_is_refused_with_the_reason()
    {
        Action<RlpWriter>[] right =
        [
            w => w.Write(new byte[32]), w => w.Write(new byte[20]), w => w.Write(new byte[32]), w => w.Write(new byte[32]), w => w.Write(new byte[32]), w => w.Write(new byte[256]),
            w => w.Write(1UL), w => w.Write(2UL), w => w.Write(3UL), w => w.Write(4UL), w => w.Write(255UL), w => w.Write([]), w => w.Write([]), w => w.Write([]),
        ];
        const string bytes = "header: a hash, the address or the bloom filter is wrong";
        const string number = "header: a number is wrong";
        const string tail = "header: extra data, governance, vote or what follows is wrong";
        Read(right).ShouldBeNull();
        for (int i = 0; i < right.Length; i++)
        {
            // A list stands nowhere in a header, and no field can be left out.
            Action<RlpWriter>[] wrong = [.. right];
            wrong[i] = w => w.EndList(w.BeginList());
            Read(wrong).ShouldBe(i < 6 ? bytes : i < 11 ? number : tail, $"field {i}");
            Read(right[..i]).ShouldNotBeNull($"{i} fields");
        }

        int[] lengths = [32, 20, 32, 32, 32, 256];
        for (int i = 0; i < 6; i++)
        {
            Action<RlpWriter>[] wrong = [.. right];
            int length = lengths[i];
            wrong[i] = w => w.Write(new byte[length - 1]);
            Read(wrong).ShouldBe(bytes, $"field {i}");
            wrong[i] = w => w.Write(new byte[length + 1]);
            Read(wrong).ShouldBe(bytes, $"field {i}");
        }

        for (int i = 7; i < 10; i++)
        {
            Action<RlpWriter>[] wrong = [.. right];
            wrong[i] = w => w.Write(Bytes(9, 1));
            Read(wrong).ShouldBe(number, "more than 64 bits");
        }

        Action<RlpWriter>[] fos = [.. right];
        fos[10] = w => w.Write(256UL);
        Read(fos).ShouldBe(number);
        Action<RlpWriter>[] score = [.. right];
        score[6] = w => w.Write(Bytes(32, 0xff));
        Read(score).ShouldBeNull();
        score[6] = w => w.Write(Bytes(33, 0xff));
        Read(score).ShouldBe(number);

        Read([.. right, w => w.Write(5UL), w => w.Write([]), w => w.Write([])]).ShouldBeNull();
        Read([.. right, w => w.Write(5UL), w => w.Write([]), w => w.Write([]), w => w.Write([])]).ShouldBe(tail, "18 fields");
        Read([.. right, w => w.EndList(w.BeginList())]).ShouldBe(tail);
        Read([.. right, w => w.Write(5UL), w => w.EndList(w.BeginList())]).ShouldBe(tail);
        Read([.. right, w => w.Write(5UL), w => w.Write([]), w => w.EndList(w.BeginList())]).ShouldBe(tail);
        BlockHeader.TryRead(new byte[] { 0x80 }, out _, out string? error).ShouldBeFalse();
        error.ShouldBe("header: not one list");
        BlockHeader.TryRead((byte[])[.. Encode(right), 0x80], out _, out error).ShouldBeFalse();
        error.ShouldBe("header: not one list");

        static string? Read(Action<RlpWriter>[] fields)
        {
            BlockHeader.TryRead(Encode(fields), out BlockHeader? header, out string? error).ShouldBe(error is null);
            (header is null).ShouldBe(error is not null);
            return error;
        }

        static byte[] Encode(Action<RlpWriter>[] fields)
        {
            RlpWriter writer = new();
            int list = writer.BeginList();
            foreach (Action<RlpWriter> field in fields) { field(writer); }
            writer.EndList(list);
            return writer.ToArray();
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("c0", 1)]
    [InlineData("c101c0", 2)]
    [InlineData("08c0", 1)]
    [InlineData("08c008c0c0", 3)]
    [InlineData("7801c0", 1)]
    [InlineData("7802c008c0", 2)]
    [InlineData("79c0", 1)]
    [InlineData("8180c0", 1)]
    [InlineData("08", -1)]
    [InlineData("0808c0", -1)]
    [InlineData("78c0", -1)]
    [InlineData("7801", -1)]
    [InlineData("780102c0", -1)]
    [InlineData("82ffffc0", -1)]
    [InlineData("80c0", -1)]
    [InlineData("c0c5", -1)]
    [InlineData("08c5", -1)]
    [InlineData("8108c0", -1)]
    public void Transactions_are_counted_by_their_form_and_not_by_their_items(string items, int expected)
    {
        byte[] bytes = Convert.FromHexString(items);
        TransactionItems.TryCount(new RlpReader(bytes), out int count).ShouldBe(expected >= 0);
        if (expected >= 0)
        {
            count.ShouldBe(expected);
            new Block(Sample(), bytes).TransactionCount.ShouldBe(expected);
            return;
        }

        Should.Throw<ArgumentException>(() => new Block(Sample(), bytes));
    }

    [Fact]
    public void A_transaction_that_is_not_whole_leaves_the_reader_where_it_was()
    {
        byte[] bytes = [0x78, 0x01];
        RlpReader reader = new(bytes);
        TransactionItems.TryRead(ref reader, out _).ShouldBeFalse();
        reader.Remaining.Length.ShouldBe(2);
    }

    [Fact]
    public void A_block_is_exactly_a_header_and_a_list()
    {
        byte[] header = Sample().Encode();
        Read(w => { w.WriteEncoded(header); w.EndList(w.BeginList()); }).ShouldBeNull();
        Read(w => w.WriteEncoded(header)).ShouldBe("block: not a list of a header and a list");
        Read(w => { w.WriteEncoded(header); w.Write([]); }).ShouldBe("block: not a list of a header and a list");
        Read(w => { w.WriteEncoded(header); w.EndList(w.BeginList()); w.EndList(w.BeginList()); }).ShouldBe("block: not a list of a header and a list");
        Read(w => { w.Write([]); w.EndList(w.BeginList()); }).ShouldBe("header: not one list");
        Read(w => { w.WriteEncoded(header); int l = w.BeginList(); w.Write(8UL); w.EndList(l); }).ShouldBe("block: the transactions are not whole");
        Block.TryRead((byte[])[.. new Block(Sample(), default).Encode(), 0], out _, out string? error).ShouldBeFalse();
        error.ShouldBe("block: not a list of a header and a list");

        static string? Read(Action<RlpWriter> fields)
        {
            RlpWriter writer = new();
            int list = writer.BeginList();
            fields(writer);
            writer.EndList(list);
            Block.TryRead(writer.ToArray(), out Block? block, out string? error).ShouldBe(error is null);
            (block is null).ShouldBe(error is not null);
            return error;
        }
    }

    [Fact]
    public void Sealing_signs_with_the_key_and_keeps_the_round()
    {
        byte[] key = Bytes(32, 9);
        byte[] publicKey = new byte[64];
        Curve.PublicKey(key, publicKey);
        BlockHeader header = Sample().WithExtra(3, default, []).Sealed(Curve, key);
        header.Extra!.Round.ShouldBe(3);
        header.Extra.Seal.Length.ShouldBe(65);
        header.TryRecoverProposer(Curve, out EthereumAddress proposer).ShouldBeTrue();
        proposer.ShouldBe(EthereumAddress.FromPublicKey(publicKey));
    }

    internal static BlockHeader Sample()
    {
        BlockExtra extra = new() { Vanity = new byte[32], Validators = [new EthereumAddress(Bytes(20, 1)), new EthereumAddress(Bytes(20, 2))] };
        return new BlockHeader { ParentHash = Filled(1), Bloom = new byte[256], Number = 5, ExtraData = default }.With(extra);
    }

    internal static byte[] Bytes(int length, byte value)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    internal static Hash256 Filled(byte value) => new(Bytes(32, value));
}
