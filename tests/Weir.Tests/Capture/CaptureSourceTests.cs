using System.Diagnostics;
using System.IO.Compression;
using Weir.Capture;
using Weir.Wire.Captures;

namespace Weir.Tests.Capture;

/// <summary>Where bytes come from: files, pipes, compressed files, files that still grow.</summary>
public sealed class CaptureSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-test").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Written(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.Fastest, leaveOpen: true)) { gzip.Write(bytes); }
        return target.ToArray();
    }

    private static byte[] Zstd(byte[] bytes)
    {
        using ZstdSharp.Compressor compressor = new(3);
        return compressor.Wrap(bytes).ToArray();
    }

    [Theory]
    [InlineData("net.pcap")]
    [InlineData("net.pcap.gz")]
    [InlineData("net.pcap.zst")]
    public void Files_are_read_plain_and_compressed(string name)
    {
        byte[] bytes = Sample.Pcap(PcapVariant.Nanoseconds, false, packets: 500).Bytes;
        byte[] stored = name.EndsWith("gz") ? Gzip(bytes) : name.EndsWith("zst") ? Zstd(bytes) : bytes;
        using CaptureReader reader = CaptureReader.Open(Written(name, stored));
        reader.Points[0].Name.ShouldBe("net");
        reader.Length.ShouldBe(stored.Length);
        int count = 0;
        while (reader.TryRead(out Frame frame))
        {
            frame.Bytes.SequenceEqual(Sample.Packet(++count)).ShouldBeTrue();
            reader.Position.ShouldBeInRange(0, stored.Length);
        }

        count.ShouldBe(500);
        reader.Fault.ShouldBeNull();
        reader.Position.ShouldBe(stored.Length);
    }

    [Fact]
    public void Joined_gzip_members_are_one_capture()
    {
        byte[] bytes = Sample.Pcap(PcapVariant.Microseconds, false, packets: 100).Bytes;
        byte[] stored = [.. Gzip(bytes[..1000]), .. Gzip(bytes[1000..])];
        using CaptureReader reader = CaptureReader.Open(Written("a.gz", stored));
        CaptureDamageTests.ReadAll(reader, inBatches: false).Count.ShouldBe(100);
        reader.Fault.ShouldBeNull();
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public void Cut_or_damaged_compression_keeps_what_came_before(string kind)
    {
        Random random = new(3);
        using MemoryStream raw = new();
        using (CaptureWriter writer = CaptureWriter.Create(raw, new CaptureWriterOptions { Format = CaptureFileFormat.Pcap }, leaveOpen: true))
        {
            CapturePoint point = new("p", "p", Weir.Wire.Frames.LinkType.Ethernet);
            byte[] noise = new byte[1000];
            for (int i = 1; i <= 2000; i++)
            {
                random.NextBytes(noise);
                writer.Write(new Frame(noise, point, i, i, 1000));
            }
        }

        byte[] stored = kind == "gz" ? Gzip(raw.ToArray()) : Zstd(raw.ToArray());
        foreach (bool cut in (bool[])[true, false])
        {
            byte[] bytes = [.. stored];
            if (cut) { bytes = bytes[..(bytes.Length / 2)]; }
            else { bytes[(bytes.Length / 2) + 1]++; bytes.AsSpan(bytes.Length / 2, 2000).Clear(); }
            using CaptureReader reader = CaptureReader.Open(Written($"cut.{kind}", bytes));
            int count = CaptureDamageTests.ReadAll(reader, inBatches: false).Count;
            if (cut) { count.ShouldBeInRange(800, 1000); }
            reader.Fault.ShouldNotBeNull($"{kind} {(cut ? "cut" : "changed")}");
        }
    }

    [Fact]
    public void Pipes_are_read_as_they_come()
    {
        byte[] bytes = Sample.Pcapng(bigEndian: true).Bytes;
        foreach (int most in (int[])[1, 3, 50])
        {
            using CaptureReader reader = CaptureReader.Open(new Trickle(new MemoryStream(bytes), most), "-");
            reader.Length.ShouldBeNull();
            CaptureDamageTests.ReadAll(reader, inBatches: most == 3).Count.ShouldBe(8);
            reader.Fault.ShouldBeNull();
            reader.Points.Select(p => p.Name).ShouldBe(["eth0", "tun0", "eth0#2", "stdin#3"]);
        }
    }

    [Fact]
    public void Named_pipe_is_read_by_its_path()
    {
        if (OperatingSystem.IsWindows()) { Assert.Skip("named pipes have no path here"); }
        string path = Path.Combine(_folder, "pipe.pcap");
        using (Process made = Process.Start("mkfifo", [path])) { made.WaitForExit(); }
        byte[] bytes = Gzip(Sample.Pcap(PcapVariant.Microseconds, true).Bytes);
        Thread writer = new(() =>
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            stream.Write(bytes);
        }) { IsBackground = true };
        writer.Start();
        using CaptureReader reader = CaptureReader.Open(path);
        CaptureDamageTests.ReadAll(reader, inBatches: false).Count.ShouldBe(12);
        reader.Fault.ShouldBeNull();
        reader.Length.ShouldBeNull();
        writer.Join();
    }

    /// <summary>Each wait of the reader runs the next step of a script, so the test has no thread and no time in it.</summary>
    private sealed class ScriptedClock(params Action[] steps) : TimeProvider
    {
        private int _next;

        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            steps[_next++]();
            callback(state);
            return new Spent();
        }

        private sealed class Spent : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => false;
            public void Dispose() { }
            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Followed_file_is_read_as_it_grows_until_cancelled(bool inBatches)
    {
        foreach (Sample sample in Sample.All())
        {
            byte[] bytes = sample.Bytes;
            string path = Written("grows.pcap", bytes[..2]);
            using CancellationTokenSource cancel = new();
            int at = 2;
            Action[] steps = new Action[((bytes.Length - 2 + 12) / 13) + 1];
            for (int i = 0; i < steps.Length - 1; i++)
            {
                steps[i] = () =>
                {
                    using FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                    int count = Math.Min(13, bytes.Length - at);
                    file.Write(bytes, at, count);
                    at += count;
                };
            }

            steps[^1] = cancel.Cancel;
            ScriptedClock clock = new(steps);
            CaptureReaderOptions options = new() { Follow = true, Clock = clock, Cancellation = cancel.Token, PollInterval = TimeSpan.FromSeconds(3) };
            using CaptureReader reader = CaptureReader.Open(path, options);
            CaptureDamageTests.ReadAll(reader, inBatches).Count.ShouldBe(sample.PacketEnds.Length);
            reader.Fault.ShouldBeNull();
            at.ShouldBe(bytes.Length);
            clock.Waits.ShouldAllBe(wait => wait == TimeSpan.FromSeconds(3));
        }
    }

    [Fact]
    public void Followed_compressed_file_is_read_as_it_grows()
    {
        byte[] bytes = Gzip(Sample.Pcap(PcapVariant.Microseconds, false, packets: 300).Bytes);
        string path = Written("grows.gz", bytes[..(bytes.Length / 2)]);
        using CancellationTokenSource cancel = new();
        ScriptedClock clock = new(
            () =>
            {
                using FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                file.Write(bytes, bytes.Length / 2, bytes.Length - (bytes.Length / 2));
            },
            cancel.Cancel);
        using CaptureReader reader = CaptureReader.Open(path, new CaptureReaderOptions { Follow = true, Clock = clock, Cancellation = cancel.Token });
        CaptureDamageTests.ReadAll(reader, inBatches: false).Count.ShouldBe(300);
        reader.Fault.ShouldBeNull();
    }

    [Fact]
    public void Following_cancelled_inside_a_record_is_no_damage()
    {
        byte[] bytes = Sample.Pcap(PcapVariant.Microseconds, false).Bytes;
        string path = Written("cut.pcap", bytes[..^1]);
        using CancellationTokenSource cancel = new();
        using CaptureReader reader = CaptureReader.Open(
            path, new CaptureReaderOptions { Follow = true, Clock = new ScriptedClock(cancel.Cancel), Cancellation = cancel.Token });
        CaptureDamageTests.ReadAll(reader, inBatches: false).Count.ShouldBe(11);
        reader.Fault.ShouldBeNull();
    }

    [Fact]
    public void Followed_file_that_shrinks_is_a_fault()
    {
        byte[] bytes = Sample.Pcap(PcapVariant.Microseconds, false).Bytes;
        string path = Written("shrinks.pcap", bytes);
        ScriptedClock clock = new(() => { using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite); file.SetLength(10); });
        using CaptureReader reader = CaptureReader.Open(path, new CaptureReaderOptions { Follow = true, Clock = clock });
        CaptureDamageTests.ReadAll(reader, inBatches: false).Count.ShouldBe(12);
        reader.Fault.ShouldNotBeNull().Message.ShouldBe(
            $"after byte {bytes.Length} (packet 13) the file cannot be read: the file became shorter while it was followed");
    }
}
