using System.Diagnostics;
using Weir.Capture;

namespace Weir.Tests.Capture;

/// <summary>Captures that are cut or changed: what comes before the fault is kept, nothing throws, nothing grows.</summary>
public class CaptureDamageTests
{
    [Fact]
    public void Cut_at_any_byte_all_whole_packets_before_are_kept_and_the_fault_is_named()
    {
        foreach (Sample sample in Sample.All())
        {
            for (int length = 0; length < sample.Bytes.Length; length++)
            {
                byte[] cut = sample.Bytes[..length];
                if (length < 4)
                {
                    Should.Throw<WeirException>(() => CaptureReader.Open(new MemoryStream(cut), "p.pcap"));
                    continue;
                }

                Check(sample, cut, bufferSize: 64);
                Check(sample, cut, bufferSize: 8192);
            }
        }
    }

    private static void Check(Sample sample, byte[] cut, int bufferSize)
    {
        string what = $"{sample.Name} cut to {cut.Length}";
        int packets = sample.PacketEnds.Count(end => end <= cut.Length);
        bool atBorder = cut.Length == sample.HeaderLength || sample.Ends.Contains(cut.Length);
        int start = cut.Length < sample.HeaderLength ? 0 : sample.Ends.Where(end => end <= cut.Length).DefaultIfEmpty(sample.HeaderLength).Max();
        foreach (bool inBatches in (bool[])[false, true])
        {
            using CaptureReader reader = CaptureReader.Open(new MemoryStream(cut), "p.pcap", new CaptureReaderOptions { BufferSize = bufferSize });
            (int count, _) = ReadAll(reader, inBatches);
            count.ShouldBe(packets, what);
            if (atBorder)
            {
                reader.Fault.ShouldBeNull(what);
                continue;
            }

            CaptureFault fault = reader.Fault.ShouldNotBeNull(what);
            fault.IsTruncated.ShouldBeTrue(what);
            (fault.Offset, fault.PacketNumber).ShouldBe((start, packets + 1), what);
            fault.Message.ShouldStartWith($"packet {packets + 1} at byte {start} is cut off: ", customMessage: what);
            fault.Message.ShouldEndWith($", {cut.Length - start} are left", customMessage: what);
        }
    }

    /// <summary>Mutations of every sample: both ways of reading agree, nothing throws but "no capture", and memory follows what is there, not what lengths say.</summary>
    [Fact]
    public void Changed_bytes_never_throw_nor_allocate_by_a_length()
    {
        int seed = 20261125;
        Random random = new(seed);
        Sample[] samples = [.. Sample.All()];
        Stopwatch clock = Stopwatch.StartNew();
        int runs = 0;
        while (clock.ElapsedMilliseconds < 1500)
        {
            byte[] bytes = Mutate(samples[random.Next(samples.Length)].Bytes, random);
            string what = $"seed {seed}, run {runs++}: {Convert.ToHexStringLower(bytes)}";
            try
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                using CaptureReader single = CaptureReader.Open(new MemoryStream(bytes), "p", new CaptureReaderOptions { BufferSize = 256 });
                (int count, ulong sum) = ReadAll(single, inBatches: false);
                (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(400_000, what);
                using CaptureReader batched = CaptureReader.Open(new MemoryStream(bytes), "p", new CaptureReaderOptions { BufferSize = 64 });
                ReadAll(batched, inBatches: true).ShouldBe((count, sum), what);
                batched.Fault.ShouldBe(single.Fault, what);
            }
            catch (WeirException)
            {
                // no capture any more
            }
        }

        runs.ShouldBeGreaterThan(100);
    }

    internal static byte[] Mutate(byte[] original, Random random)
    {
        byte[] bytes = [.. original];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(5))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.AsSpan(at, Math.Min(4, bytes.Length - at)).Fill((byte)(random.Next(2) * 255)); break;
                case 3: bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 9))..]]; break;
                default: bytes = bytes[..Math.Max(4, at)]; break;
            }
        }

        return bytes;
    }

    internal static (int Count, ulong Sum) ReadAll(CaptureReader reader, bool inBatches)
    {
        int count = 0;
        ulong sum = 0;
        if (inBatches)
        {
            FrameBatch batch = new(128);
            while (reader.TryReadBatch(batch))
            {
                for (int i = 0; i < batch.Count; i++) { sum = Add(sum, batch[i], ref count); }
            }
        }
        else
        {
            while (reader.TryRead(out Frame frame)) { sum = Add(sum, frame, ref count); }
        }

        return (count, sum);
    }

    private static ulong Add(ulong sum, in Frame frame, ref int count)
    {
        count++;
        frame.Number.ShouldBe(count);
        foreach (byte value in frame.Bytes) { sum = (sum * 31) + value; }
        return (sum * 31) + (ulong)frame.Time + (ulong)frame.OriginalLength;
    }
}
