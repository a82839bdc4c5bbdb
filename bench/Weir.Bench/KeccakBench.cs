using BenchmarkDotNet.Attributes;
using Weir.Wire.Ethereum;

namespace Weir.Bench;

/// <summary>Keccak-f[1600]: one state, and eight states at once in every width that the machine has. Times are per permutation of one state.</summary>
public class KeccakBench
{
    private readonly ulong[] _one = new ulong[25];
    private readonly ulong[] _eight = new ulong[KeccakBatch.Length];
    private readonly KeccakLanes _lanes = new();
    private readonly byte[] _data = new byte[4096];
    private readonly byte[] _hash = new byte[32];

    [Benchmark(Baseline = true)]
    public void Scalar() => KeccakPermutation.Permute(_one);

    [Benchmark(OperationsPerInvoke = KeccakBatch.Lanes)]
    public void BatchScalar() => KeccakBatch.PermuteScalar(_eight);

    [Benchmark(OperationsPerInvoke = KeccakBatch.Lanes)]
    public void Batch() => KeccakBatch.Permute(_eight);

    [Benchmark(OperationsPerInvoke = KeccakBatch.Lanes)]
    public void Lanes() => _lanes.Permute(KeccakBatch.Lanes);

    [Benchmark(OperationsPerInvoke = KeccakBatch.Lanes / 2)]
    public void HalfOfTheLanes() => _lanes.Permute(KeccakBatch.Lanes / 2);

    [Benchmark]
    public void Hash32() => Keccak256.Hash(_data.AsSpan(0, 32), _hash);

    [Benchmark]
    public void Hash4096() => Keccak256.Hash(_data, _hash);
}
