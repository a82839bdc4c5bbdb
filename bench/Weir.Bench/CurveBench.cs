using BenchmarkDotNet.Attributes;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Bench;

/// <summary>secp256k1 through libsecp256k1 and through BouncyCastle.</summary>
public class CurveBench
{
    private readonly byte[] _hash = new byte[32];
    private readonly byte[] _secret = new byte[32];
    private readonly byte[] _signature = new byte[65];
    private readonly byte[] _key = new byte[64];
    private readonly byte[] _out = new byte[65];
    private ICurve _curve = new BouncyCurve();

    [Params("native", "bouncy")]
    public string Library { get; set; } = "bouncy";

    [GlobalSetup]
    public void Setup()
    {
        if (Library == "native")
        {
            _curve = NativeCurve.TryOpen(out ICurve? native) ? native : throw new InvalidOperationException("libsecp256k1 is not installed");
        }
        Array.Fill(_hash, (byte)0x37);
        Array.Fill(_secret, (byte)0x11);
        _curve.PublicKey(_secret, _key);
        _curve.Sign(_hash, _secret, _signature);
    }

    [Benchmark]
    public bool Recover() => _curve.TryRecover(_hash, _signature, _out.AsSpan(0, 64));

    [Benchmark]
    public void Sign() => _curve.Sign(_hash, _secret, _out);

    [Benchmark]
    public bool Agree() => _curve.TryAgree(_key, _secret, _out.AsSpan(0, 32));

    [Benchmark]
    public bool Verify() => _curve.Verify(_hash, _signature.AsSpan(0, 64), _key);
}
