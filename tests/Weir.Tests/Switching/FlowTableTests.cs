using Weir.Switching;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Switching;

public sealed class FlowTableTests
{
    [Fact]
    public void A_set_of_flows_holds_none_one_and_many_and_forgets_each()
    {
        FlowKey key = Key(1, 2);
        CachedFlow[] flows = [.. Enumerable.Range(0, 3).Select(_ => new CachedFlow(in key, [], [], normal: false) { Interface = 1 })];
        FlowSet set = default;
        set.Remove(flows[0]);
        foreach (CachedFlow flow in flows)
        {
            set.IsEmpty.ShouldBe(flow == flows[0]);
            set.Add(flow);
        }

        set.ToArray().ShouldBe(flows, ignoreOrder: true);
        set.Remove(flows[1]);
        set.Remove(flows[1]);
        set.ToArray().ShouldBe([flows[0], flows[2]], ignoreOrder: true);
        set.Remove(flows[0]);
        set.Remove(flows[2]);
        set.IsEmpty.ShouldBeTrue();
        set.Add(flows[0]);
        set.Remove(flows[1]);
        set.ToArray().ShouldBe([flows[0]]);
        set.Remove(flows[0]);
        set.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void The_entry_of_the_greatest_priority_is_found_whatever_bits_it_looks_at()
    {
        var table = new FlowTable();
        FlowRule any = Rule(1, []), port = Rule(5, [new MatchField(OxmField.InPort, 3)]), net = Rule(7, [new MatchField(OxmField.EtherType, 0x800), new MatchField(OxmField.IPv4Destination, 0x0a000000, 0xff000000)]);
        foreach (FlowRule rule in (FlowRule[])[any, net, port]) { table.Add(rule); }
        FlowKey key = Key(3, 0x0a010203);
        table.Find(in key).ShouldBeSameAs(net);
        FlowKey elsewhere = Key(3, 0x0b010203);
        table.Find(in elsewhere).ShouldBeSameAs(port);
        FlowKey other = Key(4, 0x0b010203);
        table.Find(in other).ShouldBeSameAs(any);
        table.Remove(net);
        table.Find(in key).ShouldBeSameAs(port);
        table.Count.ShouldBe(2);
    }

    [Fact]
    public void It_finds_what_two_thousand_random_entries_tried_one_by_one_give()
    {
        var random = new Random(6);
        var table = new FlowTable();
        List<FlowRule> rules = [];
        for (int i = 0; i < 2000; i++)
        {
            List<MatchField> fields = [];
            if (random.Next(2) == 0) { fields.Add(new MatchField(OxmField.InPort, (uint)random.Next(1, 5))); }
            if (random.Next(2) == 0) { fields.Add(new MatchField(OxmField.EtherType, 0x800)); }
            if (random.Next(2) == 0) { fields.Add(new MatchField(OxmField.IPv4Destination, (uint)random.Next(), uint.MaxValue << random.Next(20, 32))); }
            FlowRule rule = Rule((ushort)random.Next(1, 60_000), fields);
            if (table.Find(rule.Key, rule.Mask, rule.Priority) is not null) { continue; }
            table.Add(rule);
            rules.Add(rule);
        }

        // Once with all entries and once more when half of them, anywhere among those of the same match, are gone.
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 2000; i++)
            {
                FlowKey key = Key((uint)random.Next(1, 6), (uint)random.Next());
                ushort? best = rules.Where(rule => FlowKey.AreEqualUnder(rule.Key, in key, rule.Mask)).Select(rule => (ushort?)rule.Priority).Max();
                (table.Find(in key)?.Priority).ShouldBe(best);
            }

            table.Rules.ShouldBe(rules, ignoreOrder: true);
            foreach (FlowRule gone in rules.Where((_, at) => at % 2 == 0)) { table.Remove(gone); }
            rules = [.. rules.Where((_, at) => at % 2 == 1)];
        }

        (table.Count, table.Rules.Count()).ShouldBe((rules.Count, rules.Count));
    }

    [Fact]
    public void Entries_within_a_match_are_those_that_look_at_no_other_packets()
    {
        var table = new FlowTable();
        FlowRule wide = Rule(1, [new MatchField(OxmField.InPort, 1)]), narrow = Rule(1, [new MatchField(OxmField.InPort, 1), new MatchField(OxmField.EtherType, 0x806)]), other = Rule(1, [new MatchField(OxmField.InPort, 2)]);
        foreach (FlowRule rule in (FlowRule[])[wide, narrow, other]) { table.Add(rule); }
        table.Within(narrow.Key, narrow.Mask).ShouldBe([narrow]);
        table.Within(wide.Key, wide.Mask).ShouldBe([wide, narrow], ignoreOrder: true);
        table.Within(default, default).Count().ShouldBe(3);
        table.Overlaps(narrow.Key, narrow.Mask, 1).ShouldBeTrue();
        table.Overlaps(Rule(1, [new MatchField(OxmField.InPort, 3)]).Key, other.Mask, 1).ShouldBeFalse();
    }

    [Fact]
    public void A_match_without_a_tag_looks_at_one_bit_and_one_with_a_tag_at_thirteen()
    {
        MatchKeys.TryCompile(new FlowMatch([new MatchField(OxmField.VlanId, 0)]), OpenFlowVersion.OpenFlow13, out FlowKey key, out FlowKey mask).ShouldBeTrue();
        (key.Vlan, mask.Vlan).ShouldBe(((ushort)0, (ushort)0x1000));
        MatchKeys.TryCompile(new FlowMatch([new MatchField(OxmField.VlanId, 0x1007)]), OpenFlowVersion.OpenFlow13, out key, out mask).ShouldBeTrue();
        (key.Vlan, mask.Vlan).ShouldBe(((ushort)0x1007, (ushort)0x1fff));
        MatchKeys.TryCompile(new FlowMatch([new MatchField(OxmField.MplsLabel, 5)]), OpenFlowVersion.OpenFlow13, out _, out _).ShouldBeFalse();
    }

    private static FlowRule Rule(ushort priority, IReadOnlyList<MatchField> fields)
    {
        var match = new FlowMatch(fields);
        MatchKeys.TryCompile(match, OpenFlowVersion.OpenFlow13, out FlowKey key, out FlowKey mask).ShouldBeTrue();
        return new FlowRule { Match = match, Key = key, Mask = mask, Table = 0, Priority = priority, Cookie = 0, IdleTimeout = 0, HardTimeout = 0, Flags = 0, Instructions = [], Added = 0, Used = 0 };
    }

    private static FlowKey Key(uint port, uint destination)
    {
        FlowKey key = default, mask = default;
        MatchKeys.TryPlace(new MatchField(OxmField.InPort, port), ref key, ref mask);
        MatchKeys.TryPlace(new MatchField(OxmField.EtherType, 0x800), ref key, ref mask);
        MatchKeys.TryPlace(new MatchField(OxmField.IPv4Destination, destination), ref key, ref mask);
        return key;
    }
}
