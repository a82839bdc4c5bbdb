using System.Globalization;
using Weir.Capture;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Capture;

/// <summary>Every public recording gives the verdict and the number of packets that capinfos gives.</summary>
public class PublicCapturesTests
{
    [Fact]
    public void Every_file_is_read_as_capinfos_reads_it()
    {
        string table = Recordings.PathOf("public", "expected.tsv");
        string folder = Path.GetDirectoryName(table)!;
        List<string> wrong = [];
        int files = 0;
        foreach (string line in File.ReadLines(table))
        {
            string[] cells = line.Split('\t');
            files++;
            using CaptureReader reader = CaptureReader.Open(Path.Combine(folder, cells[0]));
            long packets = 0;
            while (reader.TryRead(out _)) { packets++; }
            bool whole = reader.Fault is null;
            if (whole != (cells[1] == "0") || packets != long.Parse(cells[2], CultureInfo.InvariantCulture))
            {
                wrong.Add($"{cells[0]}: {packets} packets instead of {cells[2]}, {reader.Fault?.Message ?? "no fault"}");
            }

            using CaptureReader again = CaptureReader.Open(Path.Combine(folder, cells[0]));
            FrameBatch batch = new(4096);
            long batched = 0;
            while (again.TryReadBatch(batch)) { batched += batch.Count; }
            if (batched != packets) { wrong.Add($"{cells[0]}: {batched} packets in batches"); }
        }

        files.ShouldBeGreaterThan(0);
        wrong.ShouldBeEmpty();
    }
}
