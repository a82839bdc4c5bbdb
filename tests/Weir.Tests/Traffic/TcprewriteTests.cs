using System.Buffers.Binary;
using Weir.Capture;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;
using Weir.Wire.Frames;

namespace Weir.Tests.Traffic;

/// <summary>
/// The same bytes as tcprewrite writes, wherever it is right. What it does otherwise, and why these packets are left out here: it takes padding behind an IP packet for a part of it; it gives frames with IPv6 multicast
/// hardware addresses; it leaves the checksums of ICMPv6, of the mobility header and behind routing headers and home addresses wrong; it does not look into what ICMP errors quote; of packets that are cut off
/// it computes a checksum over what is there; and it leaves packets out that it does not understand.
/// </summary>
public class TcprewriteTests
{
    private const int SampleEvery = 24;

    [Fact]
    public async Task Addresses_ports_and_checksums_are_those_of_tcprewrite()
    {
        string folder = Recordings.PathOf("public");
        if ((await Shell.RunAsync("command -v tcprewrite", folder)).ExitCode != 0) { Assert.Skip("tcprewrite is not installed"); }
        string scratch = Directory.CreateTempSubdirectory("weir-rewrite-").FullName;
        try
        {
            int compared = 0;
            string[] files = [.. File.ReadLines(Path.Combine(folder, "expected.tsv")).Select(l => l.Split('\t')).Where(c => c[1] == "0" && c[0].EndsWith(".pcap", StringComparison.Ordinal)).Select(c => c[0])];
            for (int i = 3; i < files.Length; i += SampleEvery)
            {
                string file = Path.Combine(folder, files[i]);
                string theirs = Path.Combine(scratch, $"{i}-theirs.pcap");
                string ours = Path.Combine(scratch, $"{i}-ours.pcap");
                // Without the options that only some captures fit, tcprewrite would end with an error; one that it cannot rewrite at all says nothing.
                Shell run = await Shell.RunAsync($"tcprewrite -N '10.0.0.0/8:172.16.0.0/12,0.0.0.0/0:100.0.0.0/8' -r 80:8080,53:5353 --ttl=33 -i '{file}' -o '{theirs}'", scratch);
                if (run.ExitCode != 0) { continue; }
                (await CliRun.RunAsync("rewrite", file, "-o", ours, "--map", "10.0.0.0/8=172.16.0.0/12,0.0.0.0/0=100.0.0.0/8", "--port", "80=8080,53=5353", "--ttl", "33", "--fixcsum", "--outer-only")).ShouldExit(0);
                compared += Compare(files[i], file, theirs, ours);
            }

            compared.ShouldBeGreaterThan(200);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static int Compare(string name, string file, string theirs, string ours)
    {
        List<(long Time, byte[] Bytes)> expected = Read(theirs), got = Read(ours), before = Read(file);
        got.Count.ShouldBe(before.Count, name);
        int compared = 0;
        for (int i = 0; expected.Count == got.Count && i < got.Count; i++)
        {
            if (!IsComparable(before[i].Bytes)) { continue; }
            got[i].Bytes.AsSpan().SequenceEqual(expected[i].Bytes).ShouldBeTrue($"{name}: packet {i + 1}\n{Convert.ToHexString(before[i].Bytes)}\n{Convert.ToHexString(expected[i].Bytes)}\n{Convert.ToHexString(got[i].Bytes)}");
            compared++;
        }

        return compared;
    }

    /// <summary>A whole IPv4 packet that ends where its frame ends, and is no ICMP error.</summary>
    private static bool IsComparable(byte[] frame) =>
        frame.Length >= 38 && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12)) == EtherTypes.IPv4 && frame[14] == 0x45
        && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(16)) == frame.Length - 14 && !(frame[23] == IpProtocols.Icmp && frame[34] is not (0 or 8))
        && (BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(20)) & 0x3fff) == 0;

    private static List<(long Time, byte[] Bytes)> Read(string file)
    {
        using CaptureReader reader = CaptureReader.Open(file);
        List<(long, byte[])> packets = [];
        while (reader.TryRead(out Frame frame)) { packets.Add((frame.Time, frame.Point.LinkType == LinkType.Ethernet ? frame.Bytes.ToArray() : [])); }
        return packets;
    }
}
