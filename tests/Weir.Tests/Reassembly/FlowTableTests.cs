using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Tests.Reassembly;

/// <summary>Conversations are found by their whole key, from both ends, while others begin and end.</summary>
public class FlowTableTests
{
    [Theory]
    [InlineData(1ul)]
    [InlineData(0ul)]
    public void Each_conversation_is_found_from_both_ends(ulong seed)
    {
        var random = new Random(7);
        var table = new FlowTable(seed);
        var flows = new Dictionary<(uint Client, ushort Port, int Point), Flow>();
        for (int step = 0; step < 5_000; step++)
        {
            (uint Client, ushort Port, int Point) id = ((uint)random.Next(40), (ushort)random.Next(20), random.Next(2));
            bool isKnown = flows.TryGetValue(id, out Flow? flow);
            DecodedPacket packet = Packet(id.Client, id.Port, reversed: random.Next(2) == 0, id.Point);
            table.Locate(packet, id.Point, uint.MaxValue, uint.MaxValue, out FlowPlace place);
            int number = table.Find(packet, place, out Direction direction);
            number.ShouldBe(isKnown ? flow!.Number : -1);
            if (!isKnown)
            {
                flow = new Flow(table);
                table.Add(flow, place.Hash);
                var conversation = new Conversation(step, new CapturePoint("a", "a", LinkType.Ethernet), IpProtocols.Tcp, default, default, 1, 1);
                flow.Begin(conversation, new FlowKey(packet.Source, packet.Destination, place.Ends, place.Rest));
                flows.Add(id, flow);
            }
            else
            {
                table.Fetch(ref place);
                (place.Guess == number || place.Guess < table.Count).ShouldBeTrue();
                bool toServer = packet.Source == flow!.Entry.Key.Client && packet.SourcePort == (ushort)(flow.Entry.Key.Ends >> 48);
                direction.ShouldBe(toServer ? Direction.ClientToServer : Direction.ServerToClient);
                if (random.Next(3) == 0)
                {
                    table.Remove(flow);
                    flows.Remove(id);
                }
                else if (random.Next(3) == 0)
                {
                    flow.SwapEnds();
                }
            }

            table.Count.ShouldBe(flows.Count);
        }

        flows.Values.Select(flow => flow.Number).Order().ShouldBe(Enumerable.Range(0, table.Count));
        foreach (Flow flow in flows.Values) { table[flow.Number].ShouldBeSameAs(flow); }
    }

    [Fact]
    public void Two_ends_of_one_address_and_port_are_one_conversation()
    {
        var table = new FlowTable(3);
        DecodedPacket packet = default;
        packet.Source = packet.Destination = IpAddress.FromIPv4(1);
        packet.SourcePort = packet.DestinationPort = 5;
        table.Locate(packet, 0, 0, 0, out FlowPlace place);
        table.Entry(table.Add(new Flow(table), place.Hash)).Key = new FlowKey(packet.Source, packet.Destination, place.Ends, place.Rest);
        table.Find(packet, place, out Direction direction).ShouldBe(0);
        direction.ShouldBe(Direction.ClientToServer);
    }

    [Fact]
    public void What_packets_touch_fills_two_cache_lines_from_their_beginning()
    {
        System.Runtime.CompilerServices.Unsafe.SizeOf<FlowEntry>().ShouldBe(2 * CacheLine.Size);
        System.Runtime.CompilerServices.Unsafe.SizeOf<StreamLane>().ShouldBe(CacheLine.Size / 2);
        var table = new FlowTable(3);
        FlowEntry entry = default;
        ((int)System.Runtime.CompilerServices.Unsafe.ByteOffset(
            ref System.Runtime.CompilerServices.Unsafe.As<FlowEntry, byte>(ref entry),
            ref System.Runtime.CompilerServices.Unsafe.As<StreamLane, byte>(ref entry.Lane(Direction.ClientToServer)))).ShouldBe(CacheLine.Size);
        table.Count.ShouldBe(0);
    }

    private static DecodedPacket Packet(uint client, ushort port, bool reversed, int point)
    {
        DecodedPacket packet = default;
        // Client and server share addresses and ports crosswise, so that only the whole key tells them apart.
        IpAddress one = IpAddress.FromIPv4(client);
        IpAddress other = IpAddress.FromIPv4(1000 + (client % 3));
        packet.Source = reversed ? other : one;
        packet.Destination = reversed ? one : other;
        packet.SourcePort = reversed ? (ushort)80 : port;
        packet.DestinationPort = reversed ? port : (ushort)80;
        packet.Protocol = IpProtocols.Tcp;
        packet.InnerVlan = (ushort)point;
        return packet;
    }
}
