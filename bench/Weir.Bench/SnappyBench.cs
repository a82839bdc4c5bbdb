using System.Text;
using BenchmarkDotNet.Attributes;
using Weir.Wire.Ethereum;

namespace Weir.Bench;

/// <summary>Snappy of 4 KiB: text that packs well, bytes that do not pack, and records as consensus messages look (random digests between repeated bytes).</summary>
public class SnappyBench
{
    private readonly byte[] _out = new byte[4096];
    private byte[] _packed = [];
    private byte[] _plain = [];

    [Params("text", "random", "records")]
    public string Content { get; set; } = "text";

    [GlobalSetup]
    public void Setup()
    {
        _plain = new byte[4096];
        Random random = new(1);
        switch (Content)
        {
            case "text":
                StringBuilder text = new();
                for (int i = 0; text.Length < _plain.Length; i++)
                {
                    text.Append("{\"block\":").Append(1000 + i).Append(",\"round\":0,\"type\":\"prepare\",\"sender\":\"cn").Append(random.Next(1, 8)).Append("\"}\n");
                }
                Encoding.ASCII.GetBytes(text.ToString().AsSpan(0, _plain.Length), _plain);
                break;
            case "random":
                random.NextBytes(_plain);
                break;
            default:
                for (int i = 0; i + 64 <= _plain.Length; i += 64)
                {
                    random.NextBytes(_plain.AsSpan(i, 20));
                }
                break;
        }
        _packed = Snappy.Encode(_plain);
    }

    [Benchmark(Baseline = true)]
    public bool Decode() => Snappy.TryDecode(_packed, _out, out _);

    [Benchmark]
    public byte[] IronSnappyDecode() => IronSnappy.Snappy.Decode(_packed);

    [Benchmark]
    public byte[] Encode() => Snappy.Encode(_plain);
}
