using System.IO.Compression;
using Weir.Capture;
using Weir.Tests.Capture;

namespace Weir.Tests.Fuzz;

/// <summary>Capture files of every format, also compressed.</summary>
internal static class CaptureTargets
{
    /// <summary>Whole files, read as from a pipe.</summary>
    public static FuzzTarget Files()
    {
        byte[][] plain = [.. Sample.All().Select(sample => sample.Bytes)];
        return new FuzzTarget("captures", [.. plain, Gzip(plain[0]), Gzip(plain[4]), Zstd(plain[4])], input =>
        {
            try
            {
                using CaptureReader reader = CaptureReader.Open(new MemoryStream(input, writable: false), "input", new CaptureReaderOptions { BufferSize = 4096 });
                long packets = 0;
                while (reader.TryRead(out Frame frame))
                {
                    Promise.Holds(frame.Number == ++packets, "packets are numbered in their order");
                    Promise.Holds(frame.OriginalLength >= 0, "the length on the wire is no negative number");
                }

                Promise.Holds(reader.PacketCount == packets && !reader.TryRead(out _), "the end stays the end");
                Promise.Holds(reader.Fault is null || (reader.Fault.Offset >= 0 && reader.Fault.PacketNumber == packets + 1), $"the fault lies where reading ended: {reader.Fault}");
            }
            catch (WeirException)
            {
                // No capture at all: the one refusal that is an exception, because it is the user's mistake.
            }
        }, length => (4L << 20) + (length * 256L));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.Fastest)) { gzip.Write(bytes); }
        return target.ToArray();
    }

    private static byte[] Zstd(byte[] bytes)
    {
        using ZstdSharp.Compressor compressor = new();
        return compressor.Wrap(bytes).ToArray();
    }
}
