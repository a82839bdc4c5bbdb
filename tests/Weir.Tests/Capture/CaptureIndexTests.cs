using System.Buffers.Binary;
using Weir.Capture;
using Weir.Wire.Frames;

namespace Weir.Tests.Capture;

/// <summary>Reading a capture from its middle on.</summary>
public sealed class CaptureIndexTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pcapng");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(2500)]
    public void Any_packet_is_found_with_its_point_and_time(int number)
    {
        Write(2500);
        var index = new CaptureIndex(_path);
        index.Refresh();
        index.Count.ShouldBe(2500);
        using CaptureReader reader = index.OpenAt(number, out long first);
        (number - first).ShouldBeInRange(1, CaptureIndex.Stride);
        while (reader.TryRead(out Frame frame))
        {
            if (first + frame.Number != number) { continue; }
            BinaryPrimitives.ReadInt32BigEndian(frame.Bytes).ShouldBe(number);
            frame.Time.ShouldBe(number * 1000L);
            frame.Point.Name.ShouldEndWith(number % 2 == 0 ? "a" : "b");
            return;
        }

        Assert.Fail("it was not found");
    }

    [Fact]
    public void A_file_that_grows_is_read_to_its_last_whole_block()
    {
        Write(1200);
        byte[] whole = File.ReadAllBytes(_path);
        var index = new CaptureIndex(_path);
        long before = 0;
        foreach (int length in (int[])[0, 5, 40, 5000, whole.Length / 2, whole.Length - 1, whole.Length])
        {
            File.WriteAllBytes(_path, whole[..length]);
            index.Refresh();
            index.Count.ShouldBeGreaterThanOrEqualTo(before);
            before = index.Count;
            if (index.Count == 0) { continue; }
            using CaptureReader reader = index.OpenAt(index.Count, out long first);
            long read = 0;
            while (reader.TryRead(out Frame _)) { read++; }
            reader.Fault.ShouldBeNull();
            (first + read).ShouldBe(index.Count);
        }

        index.Count.ShouldBe(1200);
    }

    [Fact]
    public void Bytes_that_are_no_capture_have_no_packets()
    {
        File.WriteAllBytes(_path, [.. Enumerable.Repeat((byte)0xff, 4096)]);
        var index = new CaptureIndex(_path);
        index.Refresh();
        index.Count.ShouldBe(0);
    }

    private void Write(int count)
    {
        var a = new CapturePoint("a", _path, LinkType.Ethernet);
        var b = new CapturePoint("b", _path, LinkType.Ethernet);
        using var writer = CaptureWriter.Create(_path);
        writer.AddPoint(a);
        writer.AddPoint(b);
        byte[] bytes = new byte[60];
        for (int number = 1; number <= count; number++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, number);
            writer.Write(new Frame(bytes, number % 2 == 0 ? a : b, number, number * 1000L, bytes.Length), null);
        }
    }
}
