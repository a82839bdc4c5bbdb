using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Weir.Wire.Ethereum;

/// <summary>
/// AES-256 as RLPx uses it: counter mode for the stream, single blocks for the MAC (klaytn-ibft 1.6, 1.7). Runs on the processor's own instructions where it has them (x86, ARM),
/// else through the framework in batches. A key may be used by several threads at once.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The framework's cipher is only the fallback; its finaliser frees the handle, and users keep keys as values.")]
public sealed class Aes256
{
    /// <summary>Bytes of a key.</summary>
    public const int KeySize = 32;

    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 16;

    /// <summary>The framework's cost is per call: one call does this many bytes of counters.</summary>
    private const int Batch = 4096;

    private readonly Engine _engine;
    private readonly Vector128<byte>[] _keys = [];
    private readonly Aes? _framework;
    private readonly Lock _frameworkGuard = new();

    /// <summary>Takes a key of 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The key has another length.</exception>
    public Aes256(ReadOnlySpan<byte> key)
        : this(key, Best)
    {
    }

    internal Aes256(ReadOnlySpan<byte> key, Engine engine)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeySize);
        _engine = engine;
        switch (engine)
        {
            case Engine.X86:
                _keys = AesSchedule.Expand<X86AesRounds>(key);
                break;
            case Engine.Arm:
                _keys = AesSchedule.Expand<ArmAesRounds>(key);
                break;
            default:
                _framework = Aes.Create();
                _framework.Key = key.ToArray();
                break;
        }
    }

    /// <summary>What does the work.</summary>
    internal enum Engine
    {
        Framework,
        X86,
        Arm,
    }

    /// <summary>The best that this machine has.</summary>
    internal static Engine Best => X86Aes.IsSupported ? Engine.X86 : ArmAes.IsSupported ? Engine.Arm : Engine.Framework;

    /// <summary>Encrypts one block of 16 bytes; both may be the same memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is shorter than 16 bytes.</exception>
    public void EncryptBlock(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(input.Length, BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, BlockSize);
        switch (_engine)
        {
            case Engine.X86:
                AesSchedule.EncryptBlock<X86AesRounds>(_keys, input, output);
                break;
            case Engine.Arm:
                AesSchedule.EncryptBlock<ArmAesRounds>(_keys, input, output);
                break;
            default:
                EncryptByFramework(input[..BlockSize], output[..BlockSize]);
                break;
        }
    }

    /// <summary>
    /// Encrypts or decrypts in counter mode: xors <paramref name="input"/> (any length) with the key stream from block <paramref name="firstBlock"/> on. The counter is the block's
    /// number as 128 bits, big-endian, and goes on past 2^64. <paramref name="output"/> may be the same memory as the input; it must not overlap it otherwise. Allocates nothing
    /// on a processor with AES instructions.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="output"/> is shorter than <paramref name="input"/>.</exception>
    public void TransformCtr(ulong firstBlock, ReadOnlySpan<byte> input, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, input.Length);
        output = output[..input.Length];
        switch (_engine)
        {
            case Engine.X86 when input.Length == BlockSize:
                AesSchedule.TransformBlock<X86AesRounds>(_keys, firstBlock, input, output);
                break;
            case Engine.X86:
                AesSchedule.Transform<X86AesRounds>(_keys, firstBlock, input, output);
                break;
            case Engine.Arm when input.Length == BlockSize:
                AesSchedule.TransformBlock<ArmAesRounds>(_keys, firstBlock, input, output);
                break;
            case Engine.Arm:
                AesSchedule.Transform<ArmAesRounds>(_keys, firstBlock, input, output);
                break;
            default:
                TransformByFramework(firstBlock, input, output);
                break;
        }
    }

    /// <summary>Writes the key stream from block <paramref name="firstBlock"/> on over all of <paramref name="blocks"/>.</summary>
    public void Keystream(ulong firstBlock, Span<byte> blocks)
    {
        blocks.Clear();
        TransformCtr(firstBlock, blocks, blocks);
    }

    private void TransformByFramework(UInt128 counter, ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> stream = stackalloc byte[Batch];
        while (!input.IsEmpty)
        {
            int count = Math.Min(input.Length, Batch);
            Span<byte> blocks = stream[..((count + BlockSize - 1) / BlockSize * BlockSize)];
            for (int i = 0; i < blocks.Length; i += BlockSize)
            {
                BinaryPrimitives.WriteUInt128BigEndian(blocks[i..], counter++);
            }
            EncryptByFramework(blocks, blocks);
            for (int i = 0; i < count; i++)
            {
                output[i] = (byte)(input[i] ^ stream[i]);
            }
            input = input[count..];
            output = output[count..];
        }
    }

    private void EncryptByFramework(ReadOnlySpan<byte> input, Span<byte> output)
    {
        // The framework promises nothing about one cipher in two threads.
        lock (_frameworkGuard)
        {
            _framework!.EncryptEcb(input, output, PaddingMode.None);
        }
    }
}
