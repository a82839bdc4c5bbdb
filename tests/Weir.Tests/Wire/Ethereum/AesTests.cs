using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Weir.Tests.Wire.Ethereum;

public sealed class AesTests
{
    private static readonly byte[] Key = RandomBytes(1, 32);

    private static IEnumerable<Aes256.Engine> Engines()
    {
        yield return Aes256.Engine.Framework;
        if (Aes256.Best != Aes256.Engine.Framework)
        {
            yield return Aes256.Best;
        }
    }

    [Fact]
    public void EncryptBlock_gives_the_published_block()
    {
        // FIPS 197, appendix C.3.
        byte[] key = Convert.FromHexString("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        foreach (Aes256.Engine engine in Engines())
        {
            byte[] block = Convert.FromHexString("00112233445566778899aabbccddeeff");
            new Aes256(key, engine).EncryptBlock(block, block);
            Convert.ToHexStringLower(block).ShouldBe("8ea2b7ca516745bfeafc49904b496089", engine.ToString());
        }
    }

    [Fact]
    public void EncryptBlock_uses_the_first_16_bytes_and_writes_no_more()
    {
        foreach (Aes256.Engine engine in Engines())
        {
            Aes256 aes = new(Key, engine);
            byte[] output = new byte[20];
            aes.EncryptBlock(RandomBytes(2, 24), output);
            output[..16].ShouldBe(OracleBlock(RandomBytes(2, 24)[..16]));
            output[16..].ShouldAllBe(b => b == 0);
            Should.Throw<ArgumentOutOfRangeException>(() => aes.EncryptBlock(new byte[15], new byte[16]));
            Should.Throw<ArgumentOutOfRangeException>(() => aes.EncryptBlock(new byte[16], new byte[15]));
        }
    }

    [Fact]
    public void Key_has_32_bytes_and_nothing_else()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Aes256(new byte[31]));
        Should.Throw<ArgumentOutOfRangeException>(() => new Aes256(new byte[33]));
    }

    // The counters around which a carry happens: none, in the low byte, and from the low 64 bits into the high ones at every place of a group of eight.
    [Fact]
    public void TransformCtr_equals_the_definition_at_every_length_and_counter()
    {
        byte[] data = RandomBytes(3, 300);
        ulong[] counters = [0, 1, 0xFE, 0xFFFF_FFFF, .. Enumerable.Range(0, 20).Select(i => ulong.MaxValue - (ulong)i)];
        foreach (Aes256.Engine engine in Engines())
        {
            Aes256 aes = new(Key, engine);
            foreach (ulong counter in counters)
            {
                foreach (int length in Enumerable.Range(0, 50).Concat([63, 64, 65, 111, 112, 113, 127, 128, 129, 143, 144, 145, 255, 256, 257, 300]))
                {
                    byte[] output = new byte[length + 3];
                    aes.TransformCtr(counter, data.AsSpan(0, length), output);
                    output[..length].ShouldBe(Oracle(counter, data.AsSpan(0, length)), $"{engine}, counter {counter}, length {length}");
                    output[length..].ShouldAllBe(b => b == 0);
                }
            }
        }
    }

    [Fact]
    public void TransformCtr_of_more_than_a_batch_of_the_framework_goes_on_with_the_counter()
    {
        byte[] data = RandomBytes(4, 4096 + 4096 + 33);
        foreach (Aes256.Engine engine in Engines())
        {
            byte[] output = new byte[data.Length];
            new Aes256(Key, engine).TransformCtr(ulong.MaxValue - 300, data, output);
            output.ShouldBe(Oracle(ulong.MaxValue - 300, data), engine.ToString());
        }
    }

    [Fact]
    public void TransformCtr_in_place_equals_apart_and_done_twice_gives_the_input_back()
    {
        Random random = new(5);
        foreach (Aes256.Engine engine in Engines())
        {
            Aes256 aes = new(Key, engine);
            for (int run = 0; run < 200; run++)
            {
                byte[] data = RandomBytes(run, random.Next(0, 700));
                ulong counter = (ulong)random.NextInt64();
                byte[] apart = new byte[data.Length];
                aes.TransformCtr(counter, data, apart);
                byte[] inPlace = [.. data];
                aes.TransformCtr(counter, inPlace, inPlace);
                inPlace.ShouldBe(apart);
                aes.TransformCtr(counter, inPlace, inPlace);
                inPlace.ShouldBe(data);
            }
        }
    }

    [Fact]
    public void Stream_cut_at_block_borders_equals_the_whole_stream()
    {
        Random random = new(6);
        foreach (Aes256.Engine engine in Engines())
        {
            Aes256 aes = new(Key, engine);
            byte[] whole = new byte[4000];
            aes.Keystream(7, whole);
            whole.ShouldBe(Oracle(7, new byte[4000]));
            for (int run = 0; run < 100; run++)
            {
                byte[] parts = Enumerable.Repeat((byte)0xAA, 4000).ToArray();
                int at = 0;
                while (at < parts.Length)
                {
                    int count = Math.Min(16 * random.Next(1, 20), parts.Length - at);
                    aes.Keystream(7 + (ulong)(at / 16), parts.AsSpan(at, count));
                    at += count;
                }
                parts.ShouldBe(whole);
            }
        }
    }

    [Fact]
    public void TransformCtr_refuses_a_short_destination()
    {
        foreach (Aes256.Engine engine in Engines())
        {
            Should.Throw<ArgumentOutOfRangeException>(() => new Aes256(Key, engine).TransformCtr(0, new byte[17], new byte[16]));
        }
    }

    // The rounds of ARM, spelled in x86 instructions (AESE adds the key first and has no MixColumns of its own): shows that the order of keys is right where no ARM is at hand.
    [Fact]
    public void Rounds_in_the_order_of_ARM_give_the_same_blocks()
    {
        Assert.SkipUnless(X86Aes.IsSupported, "this machine has no AES-NI");
        Vector128<byte>[] keys = AesSchedule.Expand<ArmOrderRounds>(Key);
        keys.ShouldBe(AesSchedule.Expand<X86AesRounds>(Key));
        byte[] data = RandomBytes(7, 300);
        byte[] output = new byte[300];
        AesSchedule.Transform<ArmOrderRounds>(keys, 9, data, output);
        output.ShouldBe(Oracle(9, data));
        AesSchedule.EncryptBlock<ArmOrderRounds>(keys, data.AsSpan(0, 16), output);
        output[..16].ShouldBe(OracleBlock(data[..16]));
    }

    [Fact]
    public void Aes128Ctr_gives_the_published_stream_and_wraps_at_the_end_of_the_counter()
    {
        // NIST SP 800-38A, F.5.1.
        byte[] key = Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c");
        byte[] plain = Convert.FromHexString("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
        byte[] output = new byte[plain.Length];
        Aes128Ctr.Transform(key, Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), plain, output);
        Convert.ToHexStringLower(output).ShouldBe(
            "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee");

        byte[] longer = new byte[1100];
        Aes128Ctr.Transform(key, Enumerable.Repeat((byte)0xFF, 16).ToArray(), longer, longer);
        using Aes aes = Aes.Create();
        aes.Key = key;
        longer[..16].ShouldBe(aes.EncryptEcb(Enumerable.Repeat((byte)0xFF, 16).ToArray(), PaddingMode.None));
        longer[16..32].ShouldBe(aes.EncryptEcb(new byte[16], PaddingMode.None));
        byte[] last = new byte[16];
        last[15] = 67;
        longer[1088..].ShouldBe(aes.EncryptEcb(last, PaddingMode.None)[..12]);
    }

    [Fact]
    public void Encrypting_allocates_nothing()
    {
        Assert.SkipWhen(Aes256.Best == Aes256.Engine.Framework, "this machine has no AES instructions");
        Aes256 aes = new(Key);
        byte[] data = new byte[1000];
        Budget.Allocates(0, () =>
        {
            aes.TransformCtr(5, data, data);
            aes.TransformCtr(5, data.AsSpan(0, 16), data);
            aes.EncryptBlock(data, data);
            aes.Keystream(3, data);
        });
    }

    private static byte[] OracleBlock(byte[] block)
    {
        using Aes aes = Aes.Create();
        aes.Key = Key;
        return aes.EncryptEcb(block, PaddingMode.None);
    }

    /// <summary>Counter mode from its definition, block by block.</summary>
    private static byte[] Oracle(UInt128 counter, ReadOnlySpan<byte> input)
    {
        byte[] counters = new byte[(input.Length + 15) / 16 * 16];
        for (int i = 0; i < counters.Length; i += 16)
        {
            BinaryPrimitives.WriteUInt128BigEndian(counters.AsSpan(i), counter++);
        }
        byte[] stream = OracleBlock(counters);
        byte[] output = new byte[input.Length];
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = (byte)(input[i] ^ stream[i]);
        }
        return output;
    }

    private static byte[] RandomBytes(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private readonly struct ArmOrderRounds : IAesRounds
    {
        public static Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> key) => block;

        public static Vector128<byte> Middle(Vector128<byte> block, Vector128<byte> keyBefore, Vector128<byte> key) => MixColumns(AddSubstituteShift(block, keyBefore));

        public static Vector128<byte> End(Vector128<byte> block, Vector128<byte> keyBefore, Vector128<byte> key) => AddSubstituteShift(block, keyBefore) ^ key;

        private static Vector128<byte> AddSubstituteShift(Vector128<byte> block, Vector128<byte> key) => X86Aes.EncryptLast(block ^ key, Vector128<byte>.Zero);

        private static Vector128<byte> MixColumns(Vector128<byte> block) =>
            X86Aes.Encrypt(X86Aes.DecryptLast(block, Vector128<byte>.Zero), Vector128<byte>.Zero);
    }
}
