using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Weir.Capture;
using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Tests.Capture;

/// <summary>Wireshark's capinfos and editcap read what Weir writes, and Weir reads what they write.</summary>
public sealed class CaptureOracleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-test").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int Code, string Output, string Error) Run(string program, params string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["LC_ALL"] = "C";
            start.Environment["TZ"] = "UTC";
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed (Debian: wireshark-common)");
            throw;
        }
    }

    private string Stored(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static List<string> Packets(string path)
    {
        using CaptureReader reader = CaptureReader.Open(path);
        List<string> packets = [];
        while (reader.TryRead(out Frame frame)) { packets.Add($"{frame.Time} {frame.OriginalLength} {Convert.ToHexStringLower(frame.Bytes)}"); }
        reader.Fault.ShouldBeNull(path);
        return packets;
    }

    [Fact]
    public void Capinfos_reads_every_sample_as_we_do()
    {
        Sample[] samples = [.. Sample.All()];
        string[] paths = [.. samples.Select((s, i) => Stored($"{i}.cap", s.Bytes))];
        (int code, string output, string error) = Run("capinfos", ["-T", "-r", "-M", "-c", "-d", .. paths]);
        code.ShouldBe(0, error);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(paths.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            using CaptureReader reader = CaptureReader.Open(paths[i]);
            long packets = 0;
            long bytes = 0;
            while (reader.TryRead(out Frame frame))
            {
                packets++;
                bytes += frame.OriginalLength; // capinfos sums lengths on the wire
            }

            string[] cells = lines[i].Split('\t');
            (cells[0], long.Parse(cells[1], CultureInfo.InvariantCulture), long.Parse(cells[2], CultureInfo.InvariantCulture))
                .ShouldBe((paths[i], packets, bytes), samples[i].Name);
        }
    }

    [Theory]
    [InlineData("pcap", "pcap", 1000)]
    [InlineData("nsecpcap", "pcap-ns", 1)]
    [InlineData("modpcap", "pcap-modified", 1000)]
    [InlineData("pcapng", "pcapng", 1)]
    public void Editcap_reads_ours_and_we_read_editcaps(string format, string name, long unit)
    {
        foreach (bool bigEndian in (bool[])[false, true])
        {
            Sample sample = Sample.Pcap(PcapVariant.Nanoseconds, bigEndian, packets: 40);
            string ours = Stored("ours.pcap", sample.Bytes);
            string theirs = Path.Combine(_folder, $"theirs.{format}");
            (int code, _, string error) = Run("editcap", "-F", format, ours, theirs);
            code.ShouldBe(0, error);
            using (CaptureReader reader = CaptureReader.Open(theirs)) { reader.Format.ShouldBe(name); }
            List<string> expected = [.. Packets(ours).Select(line =>
            {
                string[] parts = line.Split(' ');
                long time = long.Parse(parts[0], CultureInfo.InvariantCulture);
                return $"{time / unit * unit} {parts[1]} {parts[2]}";
            })];
            Packets(theirs).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData(CaptureFileFormat.Pcap)]
    [InlineData(CaptureFileFormat.PcapNanoseconds)]
    [InlineData(CaptureFileFormat.PcapModified)]
    [InlineData(CaptureFileFormat.Pcapng)]
    public void Rewritten_by_us_editcap_sees_the_same_packets(CaptureFileFormat format)
    {
        string source = Stored("source.pcap", Sample.Pcap(PcapVariant.Microseconds, false, packets: 40).Bytes);
        foreach (bool bigEndian in (bool[])[false, true])
        {
            string ours = Path.Combine(_folder, "ours.cap");
            using (CaptureReader reader = CaptureReader.Open(source))
            using (CaptureWriter writer = CaptureWriter.Create(ours, new CaptureWriterOptions { Format = format, BigEndian = bigEndian }))
            {
                writer.AddPoint(reader.Points[0]); // editcap wants an interface before anything else
                if (format == CaptureFileFormat.Pcapng) { writer.Write(new CaptureSecret(DecryptionSecretsBlock.TlsKeyLog, "CLIENT_RANDOM 00 00\n"u8.ToArray())); }
                while (reader.TryRead(out Frame frame)) { writer.Write(frame, format == CaptureFileFormat.Pcapng ? "comment" : null); }
                if (format == CaptureFileFormat.Pcapng)
                {
                    writer.WriteCustom(32473, [1, 2, 3]);
                    writer.WriteStatistics(reader.Points[0], Sample.Start, 40, 2);
                    writer.Write([new CaptureName(IpAddress.FromIPv4(0x0a00_0001), "host")]);
                }
            }

            // Custom blocks have no place in pcap, and editcap refuses then.
            string theirs = Path.Combine(_folder, "theirs.cap");
            (int code, _, string error) = Run("editcap", "-F", format == CaptureFileFormat.Pcapng ? "pcapng" : "pcap", ours, theirs);
            code.ShouldBe(0, $"{format} {bigEndian}: {error}");
            Packets(theirs).ShouldBe(Packets(source));
        }
    }

    /// <summary>Cut captures: capinfos fails where we name a fault, and counts the packets that we count.</summary>
    [Fact]
    public void Capinfos_gives_the_same_verdict_on_cut_captures()
    {
        Random random = new(7);
        List<string> paths = [];
        foreach (Sample sample in Sample.All())
        {
            for (int i = 0; i < 4; i++) { paths.Add(Stored($"{paths.Count}.cap", sample.Bytes[..random.Next(sample.HeaderLength + 80, sample.Bytes.Length)])); }
        }

        foreach (string path in paths)
        {
            using CaptureReader reader = CaptureReader.Open(path);
            int packets = CaptureDamageTests.ReadAll(reader, inBatches: false).Count;
            (int code, string output, string error) = Run("capinfos", "-T", "-r", "-M", "-c", path);
            (code == 0).ShouldBe(reader.Fault is null, $"{path}: {error} {reader.Fault?.Message}");
            if (output.Split('\t') is [_, var count]) { int.Parse(count, CultureInfo.InvariantCulture).ShouldBe(packets, path); }
        }
    }
}
