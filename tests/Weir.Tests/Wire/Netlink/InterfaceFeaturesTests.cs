using Weir.Wire.Netlink;

namespace Weir.Tests.Wire.Netlink;

public sealed class InterfaceFeaturesTests
{
    [Fact]
    public void A_request_names_each_feature_and_gives_a_value_only_to_those_that_go_on()
    {
        foreach (bool on in (bool[])[true, false])
        {
            NetlinkMessage message = Written(writer => InterfaceFeatures.WriteSet(writer, (NetlinkMessageType)20, 7, ["tx-a", "rx-b"], on, 9), out _);
            ((ushort)message.Type, message.Sequence, message.Payload[0], message.Payload[1]).ShouldBe(((ushort)20, 9u, (byte)12, (byte)1));
            message.Attributes(4).TryFind(1, out NetlinkAttribute header).ShouldBeTrue();
            header.Nested.TryFind(1, out NetlinkAttribute index).ShouldBeTrue();
            index.UInt32.ShouldBe(7u);
            message.Attributes(4).TryFind(3, out NetlinkAttribute wanted).ShouldBeTrue();
            wanted.Nested.TryFind(3, out NetlinkAttribute bits).ShouldBeTrue();
            var names = new List<string>();
            foreach (NetlinkAttribute bit in bits.Nested)
            {
                bit.IsNested.ShouldBeTrue();
                bit.Nested.TryFind(2, out NetlinkAttribute name).ShouldBeTrue();
                names.Add(name.Text);
                bit.Nested.TryFind(3, out _).ShouldBe(on);
            }

            names.ShouldBe(["tx-a", "rx-b"]);
        }
    }

    [Fact]
    public void The_active_features_of_an_answer_are_read_and_other_messages_are_none()
    {
        NetlinkMessage answer = Written(writer =>
        {
            GenericHeader.Begin(writer, (NetlinkMessageType)20, 11, 1, NetlinkFlags.None, 3);
            int active = writer.BeginNested(4);
            int bits = writer.BeginNested(3);
            int bit = writer.BeginNested(1);
            writer.Text(2, "highdma");
            writer.Reserve(3, 0);
            writer.EndNested(bit);
            writer.EndNested(bits);
            writer.EndNested(active);
            writer.End();
        }, out NetlinkWriter kept);
        InterfaceFeatures.TryReadActive(answer, out IReadOnlyList<string> names).ShouldBeTrue();
        names.ShouldBe(["highdma"]);
        kept.Written.Length.ShouldBeGreaterThan(0);
        InterfaceFeatures.TryReadActive(Written(writer => InterfaceFeatures.WriteGet(writer, (NetlinkMessageType)20, 1, 1), out _), out names).ShouldBeFalse();
        names.ShouldBeEmpty();
    }

    [Fact]
    public void The_number_of_a_family_is_read()
    {
        NetlinkMessage answer = Written(writer =>
        {
            GenericHeader.Begin(writer, (NetlinkMessageType)16, 1, 2, NetlinkFlags.None, 3);
            writer.Text(2, "ethtool");
            writer.UInt16(1, 21);
            writer.End();
        }, out _);
        GenericHeader.TryReadFamily(answer, out NetlinkMessageType family).ShouldBeTrue();
        ((ushort)family).ShouldBe((ushort)21);
        GenericHeader.TryReadFamily(Written(writer => GenericHeader.WriteFind(writer, "ethtool", 1), out _), out _).ShouldBeFalse();
    }

    private static NetlinkMessage Written(Action<NetlinkWriter> write, out NetlinkWriter writer)
    {
        writer = new NetlinkWriter();
        write(writer);
        NetlinkMessage.TryRead(writer.Written.Span, out NetlinkMessage message, out _, out _).ShouldBeTrue();
        return message;
    }
}
