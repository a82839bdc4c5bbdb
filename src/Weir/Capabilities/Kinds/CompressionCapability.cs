using System.IO.Compression;
using ZstdSharp;

namespace Weir.Capabilities.Kinds;

/// <summary>Compressed captures.</summary>
internal sealed class CompressionCapability() : Capability("compression", "captures are read through gzip and zstd; both are built in", "install Weir again: a library of it is missing")
{
    private const int Length = 100_000;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        byte[] plain = new byte[Length];
        for (int i = 0; i < Length; i++) { plain[i] = (byte)(i * 7 / 3); }
        bool gzip = Returns(plain, inner => new GZipStream(inner, CompressionLevel.Fastest, leaveOpen: true), inner => new GZipStream(inner, CompressionMode.Decompress));
        bool zstd = Returns(plain, inner => new CompressionStream(inner, leaveOpen: true), inner => new DecompressionStream(inner));
        return Task.FromResult(gzip && zstd ? CapabilityFinding.Yes("gzip and zstd gave back what they took") : CapabilityFinding.No($"{(gzip ? "zstd" : "gzip")} did not give back what it took"));
    }

    private static bool Returns(byte[] plain, Func<Stream, Stream> compress, Func<Stream, Stream> expand)
    {
        using var packed = new MemoryStream();
        using (Stream writer = compress(packed)) { writer.Write(plain); }
        packed.Position = 0;
        using Stream reader = expand(packed);
        using var back = new MemoryStream();
        reader.CopyTo(back);
        return back.ToArray().AsSpan().SequenceEqual(plain);
    }
}
