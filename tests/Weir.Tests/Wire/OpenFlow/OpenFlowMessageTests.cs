using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Weir.Tests.Fixtures;
using Weir.Wire;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Wire.OpenFlow;

public sealed class OpenFlowMessageTests
{
    [Fact]
    public void Every_message_is_read_as_it_was_written()
    {
        foreach ((string name, OpenFlowVersion version, OpenFlowMessage message) in OpenFlowSamples.All())
        {
            string what = $"{name}, {version}";
            byte[] bytes = message.Encode(version);
            OpenFlowMessage.TryRead(bytes, out OpenFlowMessage? read, out OpenFlowVersion readVersion, out LengthError error).ShouldBeTrue($"{what}: {error}");
            readVersion.ShouldBe(version);
            read.ShouldNotBeOfType<OpaqueMessage>(what);
            read!.Type.ShouldBe(message.Type, what);
            FieldLines.Of(read).ShouldBe(FieldLines.Of(message), what);
            Convert.ToHexStringLower(read.Encode(version)).ShouldBe(Convert.ToHexStringLower(bytes), what);
        }
    }

    /// <summary>The length in the header is brought down with the bytes, so that every inner length is wrong once.</summary>
    [Fact]
    public void A_message_that_is_cut_is_read_in_part_or_gives_its_fault()
    {
        foreach ((string name, OpenFlowVersion version, OpenFlowMessage message) in OpenFlowSamples.All())
        {
            byte[] whole = message.Encode(version);
            for (int length = 0; length < whole.Length; length++)
            {
                byte[] cut = whole[..length];
                if (length >= 4) { BinaryPrimitives.WriteUInt16BigEndian(cut.AsSpan(2), (ushort)length); }
                bool read = OpenFlowMessage.TryRead(cut, out OpenFlowMessage? part, out _, out LengthError error);
                error.IsNone.ShouldBe(read, name);
                (part is null).ShouldBe(!read, name);
                if (!read) { error.Needed.ShouldBeGreaterThan(error.Available, $"{name} cut to {length}: {error}"); }
            }
        }
    }

    [Fact]
    public void A_fault_has_its_layer_its_place_and_the_field_that_set_the_limit()
    {
        byte[] bytes = new FlowMod { Command = FlowModCommand.Add, Match = OpenFlowSamples.Exact, Instructions = FlowInstruction.Apply([new OutputAction(1)]) }.Encode(OpenFlowVersion.OpenFlow10);
        bytes[75] = 4; // the length of the action, which has 8 at least
        OpenFlowMessage.TryRead(bytes, out _, out _, out LengthError error).ShouldBeFalse();
        error.ShouldBe(new LengthError("openflow.action", 72, 8, 4, "openflow.action.length"));
        OpenFlowMessage.TryRead(bytes.AsSpan(0, 30), out _, out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("openflow", 0, 80, 30, "openflow.length"));
        OpenFlowMessage.TryRead([4, 0, 0, 7, 0, 0, 0, 0], out _, out _, out error).ShouldBeFalse();
        error.ShouldBe(new LengthError("openflow", 0, 8, 7, "openflow.length"));
    }

    [Fact]
    public void What_is_not_known_is_kept_and_written_again()
    {
        byte[][] unknown =
        [
            [4, 40, 0, 10, 0, 0, 0, 1, 5, 6],                                                                                       // a type that 1.3 does not have
            [6, 10, 0, 9, 0, 0, 0, 1, 7],                                                                                           // OpenFlow 1.5
            [1, 13, 0, 24, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 8, 0, 99, 0, 8, 1, 2, 3, 4],                            // action 99
            [4, 18, 0, 20, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4],                                                         // features of tables
        ];
        foreach (byte[] bytes in unknown)
        {
            OpenFlowMessage.TryRead(bytes, out OpenFlowMessage? read, out OpenFlowVersion version, out LengthError error).ShouldBeTrue(error.ToString());
            read!.Encode(version).ShouldBe(bytes);
        }

        // A register of Nicira, between known fields.
        byte[] flow = new FlowMod { Command = FlowModCommand.Add, Match = OpenFlowSamples.Match((OxmField.InPort, 1)) }.Encode(OpenFlowVersion.OpenFlow13);
        byte[] register = [.. flow[..^4], 0x00, 0x01, 0x00, 0x04, 0, 0, 0, 9, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(register.AsSpan(2), (ushort)register.Length);
        register[51] = 20;
        OpenFlowMessage.TryRead(register, out OpenFlowMessage? withRegister, out _, out LengthError fault).ShouldBeTrue(fault.ToString());
        ((FlowMod)withRegister!).Match.Fields.Select(field => field.Name).ShouldBe(["in_port", "oxm_0001_0"]);
        withRegister.Encode(OpenFlowVersion.OpenFlow13).ShouldBe(register);
    }

    [Fact]
    public void A_field_of_another_length_than_its_own_is_a_fault()
    {
        byte[] flow = new FlowMod { Command = FlowModCommand.Add, Match = OpenFlowSamples.Match((OxmField.EtherType, 0x0800)) }.Encode(OpenFlowVersion.OpenFlow13);
        flow[55] = 4;
        OpenFlowMessage.TryRead(flow, out _, out _, out LengthError error).ShouldBeFalse();
        (error.Layer, error.LimitedBy).ShouldBe(("oxm", "oxm.length"));
    }

    [Fact]
    public void Versions_are_negotiated_by_the_list_or_by_the_smaller_number()
    {
        const uint both = (1u << 1) | (1u << 4);
        new HelloMessage(4, 0).Negotiate(both).ShouldBe(OpenFlowVersion.OpenFlow13);
        new HelloMessage(6, 0).Negotiate(both).ShouldBe(OpenFlowVersion.OpenFlow13);
        new HelloMessage(1, 0).Negotiate(both).ShouldBe(OpenFlowVersion.OpenFlow10);
        new HelloMessage(3, 0).Negotiate(both).ShouldBe(OpenFlowVersion.OpenFlow10);
        new HelloMessage(6, 1u << 6).Negotiate(both).ShouldBeNull();
        new HelloMessage(6, (1u << 6) | (1u << 1)).Negotiate(both).ShouldBe(OpenFlowVersion.OpenFlow10);
        new HelloMessage(255, 0).Negotiate(1u << 1).ShouldBe(OpenFlowVersion.OpenFlow10);
    }

    [Fact]
    public void What_a_version_cannot_say_is_refused_with_a_sentence()
    {
        OpenFlowMessage[] only13 =
        [
            new FlowMod { Command = FlowModCommand.Add, Match = OpenFlowSamples.IPv6 }, new FlowMod { Command = FlowModCommand.Add, Instructions = [new GotoTableInstruction(1)] },
            new GroupMod(0, 0, 1, []), new MultipartRequest(MultipartKind.PortDescription), new PacketOut { InPort = 70_000 },
            new FlowMod { Command = FlowModCommand.Add, Match = new FlowMatch([new MatchField(OxmField.IPv4Source, 1, 0xff)]) },
            new FlowMod { Command = FlowModCommand.Add, Match = new FlowMatch([new MatchField(OxmField.EthernetSource, 1, 0xff)]) },
            new PacketOut { Actions = [new TagAction(TagActionKind.Group, 1)] }, new PacketOut { Data = new byte[70_000] },
        ];
        foreach (OpenFlowMessage message in only13) { Should.Throw<NotSupportedException>(() => message.Encode(OpenFlowVersion.OpenFlow10)).Message.Length.ShouldBeGreaterThan(20); }
        Should.Throw<NotSupportedException>(() => new PacketOut { Actions = [new EnqueueAction(1, 2)] }.Encode(OpenFlowVersion.OpenFlow13));
        Should.Throw<NotSupportedException>(() => new FlowMod { Command = FlowModCommand.Add, Match = OpenFlowSamples.Match((OxmField.TransportSource, 5)) }.Encode(OpenFlowVersion.OpenFlow13));
    }

    [Fact]
    public void Any_match_of_known_fields_goes_there_and_back()
    {
        Gen<MatchField> field = from number in Gen.Choose(0, OxmFields.Count - 1)
                                from high in Gen.Choose(int.MinValue, int.MaxValue)
                                from low in Gen.Choose(int.MinValue, int.MaxValue)
                                from mask in Gen.Choose(int.MinValue, int.MaxValue)
                                let one = OxmField.InPort + number
                                let value = ((UInt128)(uint)high << 70) ^ (UInt128)(uint)low
                                select OxmFields.IsMaskable(one) && mask % 2 == 0 ? new MatchField(one, value, ((UInt128)(uint)mask << 40) | (uint)mask) : new MatchField(one, value);
        Prop.ForAll(field.ListOf(6).ToArbitrary(), fields =>
        {
            FlowMod message = new() { Command = FlowModCommand.Add, Match = new FlowMatch([.. fields]) };
            byte[] bytes = message.Encode(OpenFlowVersion.OpenFlow13);
            bool read = OpenFlowMessage.TryRead(bytes, out OpenFlowMessage? back, out _, out _);
            return read && ((FlowMod)back!).Match == message.Match && back.Encode(OpenFlowVersion.OpenFlow13).AsSpan().SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_structure_of_version_1_0_means_the_same_after_there_and_back()
    {
        Gen<byte[]> body = Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf(64);
        Prop.ForAll(body.ToArbitrary(), random =>
        {
            byte[] bytes = [1, 14, 0, 72, 0, 0, 0, 1, .. random];
            OpenFlowMessage.TryRead(bytes, out OpenFlowMessage? first, out _, out _).ShouldBeTrue();
            byte[] once = first!.Encode(OpenFlowVersion.OpenFlow10);
            OpenFlowMessage.TryRead(once, out OpenFlowMessage? second, out _, out _).ShouldBeTrue();
            return FieldLines.Of(first) == FieldLines.Of(second!) && second!.Encode(OpenFlowVersion.OpenFlow10).AsSpan().SequenceEqual(once);
        }).QuickCheckThrowOnFailure();
    }
}
