using Weir.Wire.Frames;

namespace Weir.Tests.Wire.Frames;

public sealed class PacketDecoderTests
{
    [Fact]
    public void A_plain_TCP_segment_is_described()
    {
        byte[] frame = Convert.FromHexString("0200000000010200000000020800" + "4500002d12344000400614540a0000010a000002" + "01bbc35011223344556677885018faf000000000" + "68656c6c6f" + "00");
        DecodedPacket packet = default;
        packet.PayloadMissing = 99;
        PacketDecoder.Decode(frame, LinkType.Ethernet, ref packet);
        packet.IpVersion.ShouldBe((byte)4);
        packet.Protocol.ShouldBe((byte)6);
        packet.HopLimit.ShouldBe((byte)64);
        packet.HasTransport.ShouldBeTrue();
        packet.EtherType.ShouldBe((ushort)0x0800);
        packet.SourcePort.ShouldBe((ushort)443);
        packet.DestinationPort.ShouldBe((ushort)50000);
        packet.Sequence.ShouldBe(0x11223344u);
        packet.Acknowledgement.ShouldBe(0x55667788u);
        packet.Flags.ShouldBe(TcpFlags.Psh | TcpFlags.Ack);
        packet.Window.ShouldBe((ushort)0xfaf0);
        packet.FragmentId.ShouldBe(0x1234u);
        packet.Source.ToString().ShouldBe("10.0.0.1");
        packet.Destination.ToString().ShouldBe("10.0.0.2");
        packet.NetworkOffset.ShouldBe(14);
        packet.TransportOffset.ShouldBe(34);
        packet.PayloadOffset.ShouldBe(54);
        packet.PayloadLength.ShouldBe(5);
        packet.PayloadMissing.ShouldBe(0);
        packet.TunnelKey.ShouldBe(0u);
        packet.Error.IsNone.ShouldBeTrue();
    }
}
