using System.Buffers;
using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class RlpxSessionTests
{
    private static readonly JsonElement Session = KlaytnVectors.Get("rlpx_session");
    private static readonly JsonElement Handshake = KlaytnVectors.Get("rlpx_handshake");

    private static byte[] Auth => Handshake.GetProperty("auth")[1].Bytes("packet");

    private static byte[] Ack => Handshake.GetProperty("ack")[1].Bytes("packet");

    private static RlpxSecrets Secrets => RlpxSecrets.Derive(Session.Bytes("ecdhe_secret"), Handshake.Bytes("nonce_A"), Handshake.Bytes("nonce_B"));

    [Fact]
    public void Both_secrets_and_both_initial_states_are_those_of_the_session()
    {
        Secrets.Aes.ToArray().ShouldBe(Session.Bytes("aes_secret"));
        Secrets.Mac.ToArray().ShouldBe(Session.Bytes("mac_secret"));
        byte[] digest = new byte[32];
        Secrets.CreateMac(true, Auth).Digest(digest);
        digest.ShouldBe(Session.Bytes("initial_egress_mac_digest_A"));
        Secrets.CreateMac(false, Ack).Digest(digest);
        digest.ShouldBe(Session.Bytes("initial_ingress_mac_digest_A"));
    }

    [Theory]
    [InlineData("A_to_B", "tcp_A_to_B", true, 4)]
    [InlineData("B_to_A", "tcp_B_to_A", false, 6)]
    public void The_reader_reads_the_stream_of_each_direction(string name, string tcp, bool fromInitiator, int frames)
    {
        byte[] stream = Session.Bytes(tcp);
        byte[] packet = fromInitiator ? Auth : Ack;
        stream[0].ShouldBe((byte)0);
        stream[1..(1 + packet.Length)].ShouldBe(packet);
        byte[] wire = stream[(1 + packet.Length)..];

        // However the bytes come: all at once, or in pieces of every small length.
        foreach (int piece in (int[])[wire.Length, 1, 7, 16, 31, 33, 64, 100])
        {
            RlpxFrameReader reader = new(Secrets, Secrets.CreateMac(fromInitiator, packet));
            int index = 0;
            int from = 0;
            int to = 0;
            while (true)
            {
                bool read = reader.TryRead(wire.AsSpan(from, to - from), out int consumed, out RlpxFrame frame);
                from += consumed;
                if (read)
                {
                    JsonElement expected = Session.GetProperty("frames").GetProperty(name)[index++];
                    frame.Code.ShouldBe(expected.GetProperty("code").GetUInt64());
                    frame.Payload.ToArray().ShouldBe(expected.Bytes("payload_rlp"));
                    if (frame.Code == 0) { reader.Decompresses = true; }
                    continue;
                }

                reader.Fault.ShouldBe(RlpxFault.None);
                if (to == wire.Length) { break; }
                to = Math.Min(to + piece, wire.Length);
            }

            index.ShouldBe(frames);
            from.ShouldBe(wire.Length);
            reader.Needed.ShouldBe(32);
        }
    }

    [Theory]
    [InlineData("A_to_B", true)]
    [InlineData("B_to_A", false)]
    public void The_writer_writes_each_frame_of_the_session(string name, bool fromInitiator)
    {
        // The payload as it was compressed there, because what a compressor puts out is not laid down.
        RlpxFrameWriter writer = new(Secrets, Secrets.CreateMac(fromInitiator, fromInitiator ? Auth : Ack));
        foreach (JsonElement frame in Session.GetProperty("frames").GetProperty(name).EnumerateArray())
        {
            ArrayBufferWriter<byte> output = new();
            writer.WriteContent(frame.GetProperty("code").GetUInt64(), frame.Bytes("frame_payload"), output);
            output.WrittenSpan.ToArray().ShouldBe(frame.Bytes("wire"));
        }
    }

    [Fact]
    public void The_frame_of_the_fake_hash_has_this_cipher_header_and_padding()
    {
        JsonElement vector = KlaytnVectors.Get("rlpx_frame_fake_hash");
        byte[] expected = vector.Bytes("wire");

        // The hash of that vector answers 01 … 01 whatever goes in, so both codes read 01 … 01; everything else is ours to reproduce.
        expected[16..32].ShouldAllBe(b => b == 1);
        expected[48..64].ShouldAllBe(b => b == 1);
        RlpxSecrets secrets = new(vector.Bytes("aes_secret"), vector.Bytes("mac_secret"), new byte[32], new byte[32]);
        ArrayBufferWriter<byte> output = new();
        new RlpxFrameWriter(secrets, secrets.CreateMac(true, [])).Write(vector.GetProperty("code").GetUInt64(), vector.Bytes("payload"), output);
        byte[] wire = output.WrittenSpan.ToArray();
        wire.Length.ShouldBe(expected.Length);
        wire[..16].ShouldBe(expected[..16]);
        wire[32..48].ShouldBe(expected[32..48]);

        byte[] plain = new byte[16];
        Aes256 cipher = secrets.CreateCipher();
        cipher.TransformCtr(0, wire.AsSpan(0, 16), plain);
        RlpxHeader.IsHeader(plain).ShouldBeTrue();
        RlpxHeader.FrameSize(plain).ShouldBe(vector.Bytes("frame_plain").Length);
        cipher.TransformCtr(1, wire.AsSpan(32, 16), plain);
        plain[..6].ShouldBe(vector.Bytes("frame_plain"));
        plain[6..].ShouldAllBe(b => b == 0);
    }

    [Fact]
    public void What_is_written_is_read_whatever_code_size_and_compression()
    {
        Random random = new(11);
        RlpxFrameWriter writer = new(Secrets, Secrets.CreateMac(true, Auth));
        RlpxFrameReader reader = new(Secrets, Secrets.CreateMac(true, Auth));
        ulong[] codes = [0, 1, 2, 15, 16, 33, 127, 128, 255, 256, 65535, 65536, ulong.MaxValue];
        foreach (bool compress in (bool[])[false, true])
        {
            writer.Compresses = compress;
            reader.Decompresses = compress;
            foreach (ulong code in codes)
            {
                foreach (int size in (int[])[0, 1, 14, 15, 16, 17, 135, 136, 137, 1000, 2048])
                {
                    byte[] payload = new byte[size];
                    random.NextBytes(payload.AsSpan(0, size / 2));
                    ArrayBufferWriter<byte> output = new();
                    writer.Write(code, payload, output);
                    reader.TryRead(output.WrittenSpan, out int consumed, out RlpxFrame frame).ShouldBeTrue($"code {code}, size {size}, {reader.Fault}");
                    consumed.ShouldBe(output.WrittenCount);
                    frame.Code.ShouldBe(code);
                    frame.Payload.ToArray().ShouldBe(payload);
                }
            }
        }
    }

    [Fact]
    public void Every_changed_byte_is_noticed_and_ends_the_session()
    {
        byte[] wire = Session.GetProperty("frames").GetProperty("A_to_B")[0].Bytes("wire");
        for (int at = 0; at < wire.Length; at++)
        {
            byte[] changed = [.. wire];
            changed[at] ^= 0x10;
            RlpxFrameReader reader = new(Secrets, Secrets.CreateMac(true, Auth));
            reader.TryRead(changed, out _, out _).ShouldBeFalse($"byte {at}");
            reader.Fault.ShouldBe(at < 32 ? RlpxFault.HeaderMac : RlpxFault.FrameMac, $"byte {at}");
            reader.TryRead(wire, out int consumed, out _).ShouldBeFalse();
            consumed.ShouldBe(0);
        }
    }

    [Fact]
    public void A_wrong_code_breaks_the_direction_for_good()
    {
        byte[] wire = Session.GetProperty("frames").GetProperty("A_to_B")[0].Bytes("wire");
        RlpxMac mac = Secrets.CreateMac(true, Auth);
        mac.VerifyHeader(wire.AsSpan(0, 16), wire.AsSpan(16, 16)).ShouldBeTrue();
        mac.IsBroken.ShouldBeFalse();
        mac.VerifyFrame(wire.AsSpan(32..^16), new byte[16]).ShouldBeFalse();
        mac.IsBroken.ShouldBeTrue();

        mac = Secrets.CreateMac(true, Auth);
        mac.VerifyHeader(wire.AsSpan(0, 16), new byte[16]).ShouldBeFalse();
        mac.VerifyFrame(wire.AsSpan(32..^16), wire.AsSpan(^16..)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0x00, 2048, RlpxFault.None)]
    [InlineData(0x00, 2049, RlpxFault.TooLarge)]
    [InlineData(0x0f, 2049, RlpxFault.TooLarge)]
    [InlineData(0x10, 5000, RlpxFault.None)]
    [InlineData(0x10, 5001, RlpxFault.TooLarge)]
    public void A_message_larger_than_its_kind_may_be_ends_the_session(int code, int size, RlpxFault fault)
    {
        foreach (bool compress in (bool[])[false, true])
        {
            RlpxFrameWriter writer = new(Secrets, Secrets.CreateMac(true, Auth)) { Compresses = compress };
            RlpxFrameReader reader = new(Secrets, Secrets.CreateMac(true, Auth)) { Decompresses = compress, MaxMessageSize = 5000 };
            ArrayBufferWriter<byte> output = new();
            writer.Write((ulong)code, new byte[size], output);
            reader.TryRead(output.WrittenSpan, out _, out _).ShouldBe(fault == RlpxFault.None);
            reader.Fault.ShouldBe(fault);
        }
    }

    [Fact]
    public void A_frame_without_a_code_or_with_damaged_compression_ends_the_session()
    {
        // c0 is a list, 81 05 is no canonical number, and nothing is nothing.
        foreach (byte[] content in (byte[][])[[0xc0], [0x81, 0x05], []])
        {
            RlpxFrameReader reader = new(Secrets, Secrets.CreateMac(true, Auth));
            reader.TryRead(RawFrame(content), out _, out _).ShouldBeFalse();
            reader.Fault.ShouldBe(RlpxFault.Code);
        }

        // No length; a length of 5 and nothing after it; a length above what a message may have.
        foreach (byte[] packed in (byte[][])[[], [0x05], [0x05, 0xff, 0xff], [0xff, 0xff, 0xff, 0xff, 0x7f, 0x00]])
        {
            ArrayBufferWriter<byte> output = new();
            new RlpxFrameWriter(Secrets, Secrets.CreateMac(true, Auth)).WriteContent(0x21, packed, output);
            RlpxFrameReader reader = new(Secrets, Secrets.CreateMac(true, Auth)) { Decompresses = true };
            reader.TryRead(output.WrittenSpan, out _, out _).ShouldBeFalse();
            reader.Fault.ShouldBe(RlpxFault.Compression);
        }
    }

    [Fact]
    public void The_padding_is_zero_whatever_lay_in_the_buffer_before()
    {
        OldBuffer output = new();
        new RlpxFrameWriter(Secrets, Secrets.CreateMac(true, Auth)).WriteContent(0x21, [1, 2, 3], output);
        byte[] frame = output.Written;
        frame.Length.ShouldBe(RlpxHeader.WireSize(4));
        byte[] content = frame[32..48];
        Secrets.CreateCipher().TransformCtr(1, content, content);
        content.ShouldBe([0x21, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public void A_writer_needs_secrets_a_code_and_an_output()
    {
        Should.Throw<ArgumentNullException>(() => new RlpxFrameWriter(null!, Secrets.CreateMac(true, Auth))).ParamName.ShouldBe("secrets");
        Should.Throw<ArgumentNullException>(() => new RlpxFrameWriter(Secrets, null!)).ParamName.ShouldBe("egress");
        Should.Throw<ArgumentNullException>(() => new RlpxFrameWriter(Secrets, Secrets.CreateMac(true, Auth)).WriteContent(1, [], null!)).ParamName.ShouldBe("output");
        Should.Throw<ArgumentNullException>(() => new RlpxMac(null!, new KeccakState())).ParamName.ShouldBe("cipher");
        Should.Throw<ArgumentNullException>(() => new RlpxMac(Secrets.CreateCipher(), null!)).ParamName.ShouldBe("state");
    }

    [Fact]
    public void The_largest_frame_is_written_and_read_and_a_larger_one_refused()
    {
        RlpxFrameWriter writer = new(Secrets, Secrets.CreateMac(true, Auth));
        RlpxFrameReader reader = new(Secrets, Secrets.CreateMac(true, Auth)) { MaxMessageSize = RlpxLimits.MaxMessageSize };
        ArrayBufferWriter<byte> output = new();
        Should.Throw<ArgumentException>(() => writer.Write(0x10, new byte[0xffffff], output));
        Should.Throw<ArgumentException>(() => writer.Write(0x10, new byte[0x1000000], output));
        output.WrittenCount.ShouldBe(0);
        writer.Write(0x10, new byte[0xfffffe], output);
        output.WrittenCount.ShouldBe(RlpxHeader.WireSize(0xffffff));
        reader.TryRead(output.WrittenSpan, out _, out RlpxFrame frame).ShouldBeTrue(reader.Fault.ToString());
        frame.Payload.Length.ShouldBe(0xfffffe);
    }

    [Fact]
    public void Reading_a_frame_allocates_nothing()
    {
        RlpxFrameWriter writer = new(Secrets, Secrets.CreateMac(true, Auth)) { Compresses = true };
        RlpxFrameReader reader = new(Secrets, Secrets.CreateMac(true, Auth)) { Decompresses = true };
        ArrayBufferWriter<byte> output = new(1 << 20);
        for (int i = 0; i < 1000; i++) { writer.Write(0x21, new byte[600], output); }
        int at = 0;
        Budget.Allocates(0, () =>
        {
            reader.TryRead(output.WrittenSpan[at..], out int consumed, out _).ShouldBeTrue();
            at += consumed;
        });
    }

    // A frame of any content, by the parts that the writer is made of.
    private static byte[] RawFrame(byte[] content)
    {
        byte[] frame = new byte[RlpxHeader.WireSize(content.Length)];
        RlpxHeader.Write(frame, content.Length);
        content.CopyTo(frame, 32);
        Aes256 cipher = Secrets.CreateCipher();
        RlpxMac mac = Secrets.CreateMac(true, Auth);
        cipher.TransformCtr(0, frame.AsSpan(0, 16), frame.AsSpan(0, 16));
        mac.ComputeHeader(frame.AsSpan(0, 16), frame.AsSpan(16));
        cipher.TransformCtr(1, frame.AsSpan(32..^16), frame.AsSpan(32..^16));
        mac.ComputeFrame(frame.AsSpan(32..^16), frame.AsSpan(^16..));
        return frame;
    }

    /// <summary>Memory that was used before, as a pool hands it out.</summary>
    private sealed class OldBuffer : IBufferWriter<byte>
    {
        private readonly byte[] _bytes = [.. Enumerable.Repeat((byte)0xee, 256)];
        private int _length;

        public byte[] Written => _bytes[.._length];

        public void Advance(int count) => _length += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(_length);

        public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(_length);
    }
}
