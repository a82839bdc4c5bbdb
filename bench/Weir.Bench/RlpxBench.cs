using System.Buffers;
using BenchmarkDotNet.Attributes;
using Weir.Wire.Ethereum;

namespace Weir.Bench;

/// <summary>
/// Checking the authentication codes of RLPx frames: eight directions one after the other, and together. Both check the same frames; the figures are per frame.
/// The batch's bar: four times the single path with AVX-512 at 256 to 1,024 bytes, and as near to it as AVX2 permits.
/// </summary>
[MemoryDiagnoser]
public class RlpxBench
{
    private const int Flows = RlpxMacBatch.Lanes;
    private const int FramesPerFlow = 32;

    private readonly RlpxMacBatch _batch = new();
    private readonly RlpxMac[] _macs = new RlpxMac[Flows];
    private readonly KeccakState[] _begin = new KeccakState[Flows];
    private readonly RlpxMacJob[] _jobs = new RlpxMacJob[Flows];
    private readonly byte[][][] _frames = new byte[Flows][][];
    private RlpxSecrets _secrets = null!;
    private RlpxMacJob[] _some = [];

    /// <summary>Bytes of code and payload in a frame.</summary>
    [Params(256, 1024, 8192)]
    public int FrameSize { get; set; }

    /// <summary>Makes the frames.</summary>
    [GlobalSetup]
    public void Setup()
    {
        byte[] key = new byte[32];
        _secrets = new RlpxSecrets(key, key, key, key);
        for (int flow = 0; flow < Flows; flow++)
        {
            byte[] packet = new byte[384 + flow];
            _macs[flow] = _secrets.CreateMac(true, packet);
            _begin[flow] = new KeccakState();
            _begin[flow].CopyFrom(_macs[flow].State);
            _jobs[flow] = new RlpxMacJob(_macs[flow]);
            RlpxFrameWriter writer = new(_secrets, _secrets.CreateMac(true, packet));
            _frames[flow] = new byte[FramesPerFlow][];
            for (int i = 0; i < FramesPerFlow; i++)
            {
                ArrayBufferWriter<byte> output = new();
                writer.WriteContent(0x21, new byte[FrameSize - 1], output);
                _frames[flow][i] = output.WrittenSpan.ToArray();
                _jobs[flow].Append(_frames[flow][i]);
            }
        }

        _some = _jobs[..3];
    }

    /// <summary>One direction after the other.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Flows * FramesPerFlow)]
    public bool OneByOne()
    {
        bool right = true;
        for (int flow = 0; flow < Flows; flow++)
        {
            _macs[flow].State.CopyFrom(_begin[flow]);
            foreach (byte[] frame in _frames[flow])
            {
                right &= _macs[flow].VerifyHeader(frame.AsSpan(0, 16), frame.AsSpan(16, 16));
                right &= _macs[flow].VerifyFrame(frame.AsSpan(32..^16), frame.AsSpan(^16..));
            }
        }

        return right ? true : throw new InvalidOperationException("A code is wrong.");
    }

    /// <summary>Eight directions together.</summary>
    [Benchmark(OperationsPerInvoke = Flows * FramesPerFlow)]
    public int EightTogether()
    {
        for (int flow = 0; flow < Flows; flow++) { _macs[flow].State.CopyFrom(_begin[flow]); }
        _batch.Run(_jobs);
        return _jobs[^1].AllRight ? 1 : throw new InvalidOperationException("A code is wrong.");
    }

    /// <summary>Three directions together: where a batch still pays.</summary>
    [Benchmark(OperationsPerInvoke = 3 * FramesPerFlow)]
    public int ThreeTogether()
    {
        for (int flow = 0; flow < 3; flow++) { _macs[flow].State.CopyFrom(_begin[flow]); }
        _batch.Run(_some);
        return _some[^1].AllRight ? 1 : throw new InvalidOperationException("A code is wrong.");
    }
}
