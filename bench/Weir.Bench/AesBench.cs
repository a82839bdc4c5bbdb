using BenchmarkDotNet.Attributes;
using Weir.Wire.Ethereum;

namespace Weir.Bench;

/// <summary>AES-256 in counter mode, by length of the input.</summary>
public class AesBench
{
    private readonly Aes256 _best = new(new byte[32]);
    private readonly Aes256 _framework = new(new byte[32], Aes256.Engine.Framework);
    private byte[] _data = [];
    private ulong _block;

    [Params(16, 256, 1024, 16384)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup() => _data = new byte[Length];

    [Benchmark(Baseline = true)]
    public void Best() => _best.TransformCtr(_block++, _data, _data);

    [Benchmark]
    public void Framework() => _framework.TransformCtr(_block++, _data, _data);

    [Benchmark]
    public void Block() => _best.EncryptBlock(_data, _data);
}
