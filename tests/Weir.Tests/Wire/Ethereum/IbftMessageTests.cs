using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class IbftMessageTests
{
    private static readonly JsonElement Vector = KlaytnVectors.Get("istanbul_messages");

    private static ICurve Curve => Curves.Best;

    [Fact]
    public void Votes_of_any_numbers_and_hashes_are_read_as_they_were_made()
    {
        byte[] key = BlockTests.Bytes(32, 3);
        Prop.ForAll<ulong, ulong, int>((sequence, round, content) =>
        {
            Random random = new(content);
            byte[] hash = new byte[32];
            random.NextBytes(hash);
            IbftCode code = (IbftCode)(1 + random.Next(3));
            Hash256 digest = code == IbftCode.RoundChange ? default : new Hash256(hash);
            random.NextBytes(hash);
            IbftMessage made = IbftMessage.CreateVote(Curves.Best, key, code, sequence, round, digest, new Hash256(hash));
            if (!IbftMessage.TryRead(made.Encode(), out IbftMessage? read, out _)) { return false; }
            read!.Recover(Curves.Best);
            return read.Faults == IbftFaults.None && read.Signer == read.Address && read.Code == code && read.Sequence == sequence && read.Round == round
                && read.Digest == digest && read.PreviousHash == made.PreviousHash && read.Identity == made.Identity && read.Encode().AsSpan().SequenceEqual(made.Encode());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void A_message_signed_again_keeps_its_content_and_tells_both_signer_and_claim()
    {
        byte[] key = BlockTests.Bytes(32, 3), other = BlockTests.Bytes(32, 4);
        EthereumAddress claimed = new(BlockTests.Bytes(20, 5));
        IbftMessage made = IbftMessage.CreateVote(Curve, key, IbftCode.Commit, 12, 1, Hash256.Keccak([1]), Hash256.Keccak([2]));
        IbftMessage.TryRead(made.Resigned(Curve, other, claimed).Encode(), out IbftMessage? read, out _).ShouldBeTrue();
        read!.Recover(Curve);
        made.Recover(Curve);
        read.Address.ShouldBe(claimed);
        read.Signer.ShouldNotBe(made.Signer);
        read.Signer.ShouldNotBe(claimed);
        read.CommittedSealSigner.ShouldBe(made.Signer, "the seal was not made again");
        (read.Sequence, read.Round, read.Digest, read.PreviousHash).ShouldBe((made.Sequence, made.Round, made.Digest, made.PreviousHash));
        made.Resigned(Curve, key, made.Address).Encode().ShouldBe(made.Encode());
    }

    [Theory]
    [InlineData(0, "preprepare")]
    [InlineData(1, "prepare")]
    [InlineData(2, "commit")]
    [InlineData(3, "roundchange")]
    public void Each_kind_is_read_layer_by_layer_and_written_again(int index, string kind)
    {
        JsonElement vector = Vector.GetProperty("messages")[index];
        byte[] rlp = vector.Bytes("consensus_msg_rlp");
        IbftMessage message = Read(rlp);
        message.Encode().ShouldBe(rlp);
        message.Kind.ShouldBe(kind);
        ((int)message.Code).ShouldBe(vector.GetProperty("code").GetInt32());
        vector.GetProperty("devp2p_code").GetInt32().ShouldBe(Devp2pCodes.Consensus);
        message.Payload.ToArray().ShouldBe(vector.Bytes("payload_rlp"));
        message.PreviousHash.ShouldBe(new Hash256(Vector.Bytes("parent_hash")));
        message.Hash.ShouldBe(message.PreviousHash);
        message.SubjectPreviousHash.ShouldBe(message.PreviousHash);
        message.Sequence.ShouldBe(Vector.GetProperty("sequence").GetUInt64());
        message.Sequence.ShouldBe(vector.GetProperty("pipeline_round_number_value").GetUInt64());
        message.Round.ShouldBe(vector.GetProperty("true_round").GetUInt64());
        message.Digest.ShouldBe(index == 3 ? default : new Hash256(Vector.Bytes("block_hash")));
        message.Signature.ToArray().ShouldBe(vector.Bytes("signature"));
        message.CommittedSeal.Length.ShouldBe(index == 2 ? 65 : 0);
        message.EncodeSigned().ShouldBe(vector.Bytes("signed_bytes"));
        message.ComputeGossipHash().ShouldBe(new Hash256(vector.Bytes("gossip_dedup_hash")));
        message.Identity.ShouldBe(Hash256.Keccak(vector.Bytes("payload_rlp")));
        Contains(message.Payload, vector.Bytes("inner_msg_rlp")).ShouldBeTrue();
        message.Faults.ShouldBe(IbftFaults.None);
        message.IsRecovered.ShouldBeFalse();
        message.Signer.ShouldBeNull();

        message.Recover(Curve);
        message.IsRecovered.ShouldBeTrue();
        message.Faults.ShouldBe(IbftFaults.None);
        EthereumAddress signer = new(vector.Bytes("signer"));
        message.Signer.ShouldBe(signer);
        message.Address.ShouldBe(signer);
        message.CommittedSealSigner.ShouldBe(index == 2 ? signer : null);
        message.Proposer.ShouldBe(index == 0 ? signer : null);
        message.Recover(Curve);
        message.Signer.ShouldBe(signer);

        IbftMessage.TryReadPayload(rlp, out Hash256 previous, out ReadOnlySpan<byte> payload).ShouldBeTrue();
        previous.ShouldBe(message.PreviousHash);
        payload.ToArray().ShouldBe(vector.Bytes("payload_rlp"));
    }

    [Fact]
    public void The_proposal_is_the_published_header_with_its_hashes_and_seal()
    {
        IbftMessage message = Read(Vector.GetProperty("messages")[0].Bytes("consensus_msg_rlp"));
        BlockHeader header = message.Proposal.ShouldNotBeNull().Header;
        header.Encode().ShouldBe(Vector.Bytes("header_rlp_sealed"));
        header.Encode(keepSeal: false).ShouldBe(Vector.Bytes("header_rlp_for_sig_hash"));
        header.ComputeSigHash().ShouldBe(new Hash256(Vector.Bytes("sig_hash")));
        header.Hash.ShouldBe(new Hash256(Vector.Bytes("block_hash")));
        header.Extra!.Seal.ToArray().ShouldBe(Vector.Bytes("seal"));
        header.Extra.Validators.ShouldBe(Addresses("validators_bytewise"));
        new ProposerOrder(header.Extra.Validators).Validators.ShouldBe(Addresses("validators_proposer_order"));
        message.Proposal.TransactionCount.ShouldBe(0);

        // Sealing the unsealed header with A's key gives the same seal: signatures are deterministic.
        header.WithExtra(0, default, []).Sealed(Curve, Key("A")).Encode().ShouldBe(Vector.Bytes("header_rlp_sealed"));
    }

    [Fact]
    public void Making_the_messages_again_gives_the_same_bytes()
    {
        Hash256 parent = new(Vector.Bytes("parent_hash"));
        Hash256 block = new(Vector.Bytes("block_hash"));
        BlockHeader.TryRead(Vector.Bytes("header_rlp_sealed"), out BlockHeader? header, out string? error).ShouldBeTrue(error);
        IbftMessage[] made =
        [
            IbftMessage.CreatePreprepare(Curve, Key("A"), 0, new Block(header!, default)),
            IbftMessage.CreateVote(Curve, Key("B"), IbftCode.Prepare, 12345, 0, block, parent),
            IbftMessage.CreateVote(Curve, Key("B"), IbftCode.Commit, 12345, 0, block, parent),
            IbftMessage.CreateVote(Curve, Key("B"), IbftCode.RoundChange, 12345, 1, default, parent),
        ];
        for (int i = 0; i < made.Length; i++) { Convert.ToHexStringLower(made[i].Encode()).ShouldBe(Vector.GetProperty("messages")[i].Text("consensus_msg_rlp")); }
        Should.Throw<ArgumentException>(() => IbftMessage.CreateVote(Curve, Key("B"), IbftCode.Preprepare, 1, 0, block, parent));
    }

    [Fact]
    public void A_message_in_anothers_name_is_flagged()
    {
        Parts parts = Parts.Of(1);
        parts.Address = Addresses("validators_bytewise")[0];
        IbftMessage message = Read(parts.Encode(sign: Key("B")));
        message.Recover(Curve);
        message.Signer.ShouldBe(AddressOf("B"));
        message.Faults.ShouldBe(IbftFaults.SignerDiffers);
    }

    [Fact]
    public void A_signature_of_another_length_or_that_gives_nothing_is_flagged()
    {
        Parts parts = Parts.Of(1);
        parts.Signature = new byte[64];
        Faults(parts).ShouldBe((IbftFaults.SignatureInvalid, IbftFaults.SignatureInvalid));
        parts.Signature = new byte[66];
        Faults(parts).ShouldBe((IbftFaults.SignatureInvalid, IbftFaults.SignatureInvalid));
        parts.Signature = new byte[65];
        Faults(parts).ShouldBe((IbftFaults.None, IbftFaults.SignatureInvalid));
    }

    [Fact]
    public void Hashes_that_should_be_equal_are_compared()
    {
        Parts parts = Parts.Of(1);
        parts.Outer = BlockTests.Filled(7);
        Read(parts.Encode()).Faults.ShouldBe(IbftFaults.OuterHashDiffers);
        parts = Parts.Of(1);
        parts.Hash = BlockTests.Filled(7);
        Read(parts.Encode()).Faults.ShouldBe(IbftFaults.OuterHashDiffers | IbftFaults.SubjectHashDiffers);
        parts = Parts.Of(1);
        parts.Content = Subject(12345, 0, BlockTests.Filled(1), BlockTests.Filled(2));
        Read(parts.Encode()).Faults.ShouldBe(IbftFaults.SubjectHashDiffers);
        parts = Parts.Of(3);
        parts.Content = Subject(12345, 0, BlockTests.Filled(1), parts.Hash);
        Read(parts.Encode()).Faults.ShouldBe(IbftFaults.DigestNotZero);
        Read([.. Parts.Of(1).Encode(), 0x80]).Faults.ShouldBe(IbftFaults.TrailingBytes);
    }

    [Fact]
    public void A_commit_needs_a_committed_seal_of_its_signer_and_no_other_message_has_one()
    {
        Parts parts = Parts.Of(2);
        byte[] right = parts.CommittedSeal;
        parts.CommittedSeal = [];
        Faults(parts, "B").ShouldBe((IbftFaults.CommittedSealMissing, IbftFaults.CommittedSealMissing));
        parts.CommittedSeal = new byte[64];
        Faults(parts, "B").ShouldBe((IbftFaults.CommittedSealMissing, IbftFaults.CommittedSealMissing));
        parts.CommittedSeal = new byte[65];
        Faults(parts, "B").ShouldBe((IbftFaults.None, IbftFaults.CommittedSealInvalid));
        parts.CommittedSeal = EthereumSignature.Sign(Curve, BlockHeader.ComputeCommittedSealDigest(new Hash256(Vector.Bytes("block_hash"))), Key("C"));
        Faults(parts, "B").ShouldBe((IbftFaults.None, IbftFaults.CommittedSealInvalid));
        parts.CommittedSeal = right;
        Faults(parts, "B").ShouldBe((IbftFaults.None, IbftFaults.None));

        foreach (int kind in (int[])[0, 1, 3])
        {
            Parts other = Parts.Of(kind);
            other.CommittedSeal = right;
            Read(other.Encode()).Faults.ShouldBe(IbftFaults.CommittedSealUnexpected);
        }
    }

    [Fact]
    public void A_proposal_must_be_of_this_sequence_with_score_one_and_sealed()
    {
        BlockHeader header = BlockTests.Sample();
        Proposal(header, 5).ShouldBe((IbftFaults.None, IbftFaults.ProposalSealInvalid));
        Proposal(header.Sealed(Curve, Key("A")), 5).ShouldBe((IbftFaults.None, IbftFaults.None));
        Proposal(header.Sealed(Curve, Key("A")), 6).ShouldBe((IbftFaults.NumberDiffers, IbftFaults.NumberDiffers));
        BlockHeader score = new() { ParentHash = header.ParentHash, Bloom = header.Bloom, Number = 5, BlockScore = 2, ExtraData = header.ExtraData };
        Proposal(score, 5).Item1.ShouldBe(IbftFaults.BlockScoreNotOne);
        BlockHeader extra = new() { ParentHash = header.ParentHash, Bloom = header.Bloom, Number = 5, ExtraData = new byte[31] };
        Proposal(extra, 5).ShouldBe((IbftFaults.ExtraDataUnreadable, IbftFaults.ExtraDataUnreadable | IbftFaults.ProposalSealInvalid));

        static (IbftFaults, IbftFaults) Proposal(BlockHeader header, ulong sequence)
        {
            RlpWriter writer = new();
            int list = writer.BeginList();
            int view = writer.BeginList();
            writer.Write(0UL);
            writer.Write(sequence);
            writer.EndList(view);
            new Block(header, default).Write(writer);
            writer.EndList(list);
            Parts parts = new() { Outer = header.ParentHash, Hash = header.ParentHash, Code = 0, Content = writer.ToArray(), Address = AddressOf("A"), Signature = [], CommittedSeal = [] };
            IbftMessage message = Read(parts.Encode(sign: Key("A")));
            IbftFaults before = message.Faults;
            message.Recover(Curve);
            return (before, message.Faults);
        }
    }

    [Fact]
    public void A_layer_of_another_form_is_refused_with_the_reason()
    {
        const string outer = "consensus message: not a list of a hash and a string";
        const string six = "consensus message: the payload is not a list of the six fields";
        const string view = "consensus message: the view is not a list of round and sequence";
        const string subject = "consensus message: the subject is not a list of a view and two hashes";
        Error([]).ShouldBe(outer);
        Error([0x80]).ShouldBe(outer);
        Error(List(w => w.Write(new byte[32]))).ShouldBe(outer);
        Error(List(w => { w.Write(new byte[31]); w.Write([]); })).ShouldBe(outer);
        Error(List(w => { w.Write(new byte[32]); w.EndList(w.BeginList()); })).ShouldBe(outer);
        Error(List(w => { w.Write(new byte[32]); w.Write([]); w.Write([]); })).ShouldBe(outer);
        Error(List(w => { w.Write(new byte[32]); w.Write([]); })).ShouldBe(six);

        Payload(null).ShouldBeNull();
        Payload(p => p.Code = 4).ShouldBe("consensus message: no code 4");
        Payload(p => p.Content = []).ShouldBe(view);
        Payload(p => p.Content = [.. p.Content, 0x80]).ShouldBe(view);
        Payload(p => p.Content = List(w => { w.Write([]); w.Write(new byte[32]); w.Write(new byte[32]); })).ShouldBe(view);
        Payload(p => p.Content = List(w => { View(w, 3); w.Write(new byte[32]); w.Write(new byte[32]); })).ShouldBe(view);
        Payload(p => p.Content = List(w => { View(w, 1); w.Write(new byte[32]); w.Write(new byte[32]); })).ShouldBe(view);
        Payload(p => p.Content = List(w => { View(w, 2); w.Write(new byte[31]); w.Write(new byte[32]); })).ShouldBe(subject);
        Payload(p => p.Content = List(w => { View(w, 2); w.Write(new byte[32]); w.Write(new byte[33]); })).ShouldBe(subject);
        Payload(p => p.Content = List(w => { View(w, 2); w.Write(new byte[32]); w.Write(new byte[32]); w.Write([]); })).ShouldBe(subject);
        Payload(p => { p.Code = 0; p.Content = List(w => View(w, 2)); }).ShouldBe("preprepare: not a list of a view and a block");
        Payload(p => { p.Code = 0; p.Content = List(w => { View(w, 2); w.Write([]); }); }).ShouldBe("block: not a list of a header and a list");
        Payload(p => { p.Code = 0; p.Content = List(w => { View(w, 2); new Block(BlockTests.Sample(), default).Write(w); w.Write([]); }); }).ShouldBe("preprepare: not a list of a view and a block");

        Six(w => { w.Write(new byte[31]); w.Write(1UL); w.Write([]); w.Write(new byte[20]); w.Write([]); w.Write([]); }).ShouldBe(six);
        Six(w => { w.Write(new byte[32]); w.Write(1UL); w.Write([]); w.Write(new byte[19]); w.Write([]); w.Write([]); }).ShouldBe(six);
        Six(w => { w.Write(new byte[32]); w.Write(1UL); w.Write([]); w.Write(new byte[20]); w.Write([]); }).ShouldBe(six);
        Six(w => { w.Write(new byte[32]); w.Write(1UL); w.Write([]); w.Write(new byte[20]); w.Write([]); w.Write([]); w.Write([]); }).ShouldBe(six);
        Six(w => { w.Write(new byte[32]); w.Write(1UL); w.EndList(w.BeginList()); w.Write(new byte[20]); w.Write([]); w.Write([]); }).ShouldBe(six);
        IbftMessage.TryReadPayload([0xc0], out _, out ReadOnlySpan<byte> none).ShouldBeFalse();
        none.Length.ShouldBe(0);

        static string? Payload(Action<Parts>? change)
        {
            Parts parts = Parts.Of(1);
            change?.Invoke(parts);
            return Error(parts.Encode());
        }

        static string? Six(Action<RlpWriter> fields) => Error(List(w => { w.Write(new byte[32]); w.Write(List(fields)); }));

        static void View(RlpWriter writer, int items)
        {
            int list = writer.BeginList();
            for (int i = 0; i < items; i++) { writer.Write(1UL); }
            writer.EndList(list);
        }

        static string? Error(byte[] rlp)
        {
            IbftMessage.TryRead(rlp, out IbftMessage? message, out string? error).ShouldBe(error is null);
            (message is null).ShouldBe(error is not null);
            return error;
        }
    }

    [Fact]
    public void Numbers_up_to_64_bits_are_read()
    {
        Parts parts = Parts.Of(1);
        parts.Content = Subject(ulong.MaxValue, ulong.MaxValue - 1, default, parts.Hash);
        IbftMessage message = Read(parts.Encode());
        message.Sequence.ShouldBe(ulong.MaxValue);
        message.Round.ShouldBe(ulong.MaxValue - 1);
    }

    [Fact]
    public void Reading_a_vote_allocates_the_payload_and_the_message_only()
    {
        byte[] rlp = Vector.GetProperty("messages")[1].Bytes("consensus_msg_rlp");
        Budget.Allocates(640, () => IbftMessage.TryRead(rlp, out _, out _));
        Budget.Allocates(0, () => IbftMessage.TryReadPayload(rlp, out _, out _));
    }

    private static IbftMessage Read(byte[] rlp)
    {
        IbftMessage.TryRead(rlp, out IbftMessage? message, out string? error).ShouldBeTrue(error);
        error.ShouldBeNull();
        return message!;
    }

    private static (IbftFaults Before, IbftFaults After) Faults(Parts parts, string? sign = null)
    {
        IbftMessage message = Read(parts.Encode(sign is null ? null : Key(sign)));
        IbftFaults before = message.Faults;
        message.Recover(Curve);
        return (before, message.Faults);
    }

    private static byte[] Key(string name) => Vector.GetProperty("validators_private_keys").Bytes(name);

    private static EthereumAddress AddressOf(string name)
    {
        byte[] publicKey = new byte[64];
        Curve.PublicKey(Key(name), publicKey);
        return EthereumAddress.FromPublicKey(publicKey);
    }

    private static EthereumAddress[] Addresses(string name) => [.. Vector.GetProperty(name).EnumerateArray().Select(a => new EthereumAddress(Convert.FromHexString(a.GetString()!)))];

    private static bool Contains(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part) => whole.IndexOf(part) >= 0;

    private static byte[] Subject(ulong sequence, ulong round, Hash256 digest, Hash256 previous) => List(w =>
    {
        int view = w.BeginList();
        w.Write(round);
        w.Write(sequence);
        w.EndList(view);
        w.Write(digest);
        w.Write(previous);
    });

    private static byte[] List(Action<RlpWriter> items)
    {
        RlpWriter writer = new();
        int list = writer.BeginList();
        items(writer);
        writer.EndList(list);
        return writer.ToArray();
    }

    /// <summary>The fields of a message, to change one and see what is said about it.</summary>
    private sealed class Parts
    {
        public Hash256 Outer { get; set; }

        public Hash256 Hash { get; set; }

        public ulong Code { get; set; }

        public byte[] Content { get; set; } = [];

        public EthereumAddress Address { get; set; }

        public byte[] Signature { get; set; } = [];

        public byte[] CommittedSeal { get; set; } = [];

        public static Parts Of(int index)
        {
            JsonElement vector = Vector.GetProperty("messages")[index];
            IbftMessage message = Read(vector.Bytes("consensus_msg_rlp"));
            return new Parts
            {
                Outer = message.PreviousHash, Hash = message.Hash, Code = (ulong)message.Code, Content = vector.Bytes("inner_msg_rlp"), Address = message.Address,
                Signature = message.Signature.ToArray(), CommittedSeal = message.CommittedSeal.ToArray(),
            };
        }

        public byte[] Encode(byte[]? sign = null)
        {
            byte[] signature = sign is null ? Signature : EthereumSignature.Sign(Curve, Hash256.Keccak(Payload([])), sign);
            byte[] payload = Payload(signature);
            return List(w => { w.Write(Outer); w.Write(payload); });
        }

        private byte[] Payload(byte[] signature) => List(w =>
        {
            w.Write(Hash);
            w.Write(Code);
            w.Write(Content);
            w.Write(Address);
            w.Write(signature);
            w.Write(CommittedSeal);
        });
    }
}
