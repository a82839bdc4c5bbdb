using Weir.Capture;
using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Tests.Capture;

public class CaptureSummaryTests
{
    private static CaptureSummary Of(byte[] bytes) => CaptureSummary.Read("x.cap", () => CaptureReader.Open(new MemoryStream(bytes), "x.cap"));

    [Fact]
    public void Pcap_is_summed_up()
    {
        CaptureSummary summary = Of(Sample.Pcap(PcapVariant.Nanoseconds, true).Bytes);
        (summary.Path, summary.Format, summary.Packets, summary.IsDamaged, summary.Error).ShouldBe(("x.cap", "pcap-ns", 12L, false, null));
        summary.Bytes.ShouldBe(Enumerable.Range(1, 12).Sum(i => Sample.Packet(i).Length));
        (summary.First, summary.Last).ShouldBe((Sample.Start + 1_000_001, Sample.Start + 12_000_012));
        summary.LinkTypes.ShouldBe([LinkType.Ethernet]);
        summary.Interfaces.ShouldBe(["x"]);
    }

    [Fact]
    public void Pcapng_has_its_interfaces_and_packets_without_a_time_do_not_count_for_it()
    {
        CaptureSummary summary = Of(Sample.Pcapng(false).Bytes);
        (summary.Format, summary.Packets, summary.Bytes).ShouldBe(("pcapng", 8L, 2L * (8 + 15 + 2 + 29)));
        (summary.First, summary.Last).ShouldBe((Sample.Start / 1000 * 1000, Sample.Start + 100_000_000_000));
        summary.LinkTypes.ShouldBe([LinkType.Ethernet, LinkType.Raw]);
        summary.Interfaces.ShouldBe(["eth0", "tun0", "eth0#2", "x#3"]);
    }

    [Fact]
    public void Interfaces_without_packets_are_named_too()
    {
        Sample sample = Sample.Pcapng(false);
        CaptureSummary summary = Of(sample.Bytes[..sample.Ends[2]]);
        (summary.Packets, summary.First, summary.Last, summary.Error).ShouldBe((0L, null, null, null));
        summary.Interfaces.ShouldBe(["eth0", "tun0"]);
    }

    [Fact]
    public void Damaged_file_is_counted_up_to_its_fault_and_an_unreadable_one_has_no_format()
    {
        CaptureSummary cut = Of(Sample.Pcap(PcapVariant.Microseconds, false).Bytes[..^1]);
        (cut.Packets, cut.IsDamaged).ShouldBe((11L, true));
        cut.Error.ShouldNotBeNull().ShouldStartWith("packet 12 at byte ");

        CaptureSummary absent = CaptureSummary.Read("none", () => CaptureReader.Open("none"));
        (absent.Format, absent.Packets, absent.IsDamaged, absent.Error).ShouldBe((null, 0L, false, "none: there is no such file"));
    }

    [Fact]
    public void Long_reading_reports_and_ends_when_told()
    {
        byte[] bytes = Sample.Pcap(PcapVariant.Microseconds, false, packets: 140_000).Bytes;
        int reports = 0;
        CaptureSummary all = CaptureSummary.Read("x", () => CaptureReader.Open(new MemoryStream(bytes), "x"), _ => ++reports > 0);
        (all.Packets, reports).ShouldBe((140_000L, 2));
        CaptureSummary.Read("x", () => CaptureReader.Open(new MemoryStream(bytes), "x"), _ => false).Packets.ShouldBe(65_536);
    }
}
