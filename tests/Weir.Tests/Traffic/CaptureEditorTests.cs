using Weir.Capture;
using Weir.Tests.Capture;
using Weir.Tests.Fixtures;
using Weir.Wire.Frames;

namespace Weir.Tests.Traffic;

/// <summary>What does not belong to a packet stays as it is.</summary>
public class CaptureEditorTests
{
    [Fact]
    public void Packets_that_come_out_as_they_went_in_leave_the_file_as_it_was()
    {
        foreach (Sample sample in Sample.All()) { Copy(sample.Bytes, out CaptureFault? fault).ShouldBe(sample.Bytes, sample.Name); fault.ShouldBeNull(); }
    }

    [Fact]
    public void Every_public_recording_comes_out_as_it_was_up_to_its_damage()
    {
        string table = Recordings.PathOf("public", "expected.tsv");
        foreach (string line in File.ReadLines(table))
        {
            string[] cells = line.Split('\t');
            byte[] bytes = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(table)!, cells[0]));
            if (cells[0].EndsWith(".gz", StringComparison.Ordinal)) { continue; }
            byte[] copy = Copy(bytes, out CaptureFault? fault);
            (fault is null).ShouldBe(cells[1] == "0", cells[0]);
            copy.AsSpan().SequenceEqual(bytes.AsSpan(0, Math.Min(copy.Length, bytes.Length))).ShouldBeTrue(cells[0]);
            if (fault is null) { copy.Length.ShouldBe(bytes.Length, cells[0]); }
        }
    }

    [Fact]
    public void Packets_that_grow_are_read_again_with_comments_times_and_lengths()
    {
        foreach (Sample sample in Sample.All())
        {
            byte[] copy = Copy(sample.Bytes, out _, grow: 4);
            using CaptureReader before = CaptureReader.Open(new MemoryStream(sample.Bytes), "before");
            using CaptureReader after = CaptureReader.Open(new MemoryStream(copy), "after");
            while (before.TryRead(out Frame old))
            {
                after.TryRead(out Frame grown).ShouldBeTrue(sample.Name);
                grown.Bytes[..^4].SequenceEqual(old.Bytes).ShouldBeTrue(sample.Name);
                (grown.Time, grown.OriginalLength).ShouldBe((old.Time, old.OriginalLength + 4), sample.Name);
            }

            after.TryRead(out _).ShouldBeFalse();
            after.Fault.ShouldBeNull();
            after.Comments.ShouldBe(before.Comments);
            after.NameRecords.ShouldBe(before.NameRecords);
            after.Interfaces.Select(i => (i.Name, i.LinkType)).ShouldBe(before.Interfaces.Select(i => (i.Name, i.LinkType)));
        }
    }

    private static byte[] Copy(byte[] bytes, out CaptureFault? fault, int grow = 0)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, bytes);
            using var output = new MemoryStream();
            using var editor = new CaptureEditor(file, output, grow);
            byte[] grown = new byte[1 << 20];
            editor.Copy(
                (ReadOnlySpan<byte> packet, LinkType _, long _, ref int originalLength) =>
                {
                    if (grow == 0) { return packet; }
                    originalLength += grow;
                    packet.CopyTo(grown);
                    return grown.AsSpan(0, packet.Length + grow);
                },
                () => true);
            fault = editor.Fault;
            return output.ToArray();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
