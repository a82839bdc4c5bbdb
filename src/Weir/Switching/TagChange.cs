using System.Buffers.Binary;

namespace Weir.Switching;

/// <summary>Which tags are taken off and put on so that a packet has those of other headers; what both have innermost stays.</summary>
internal readonly struct TagChange
{
    private readonly (ushort Type, ushort Tag) _first, _second;

    private TagChange(int pops, int pushes, (ushort Type, ushort Tag) first, (ushort Type, ushort Tag) second) => (Pops, Pushes, _first, _second) = (pops, pushes, first, second);

    /// <summary>How many are taken off.</summary>
    public int Pops { get; }

    /// <summary>How many are put on then.</summary>
    public int Pushes { get; }

    /// <summary>The change from the tags of <paramref name="before"/> to those of <paramref name="after"/>.</summary>
    public static TagChange Of(in FlowKey before, in FlowKey after)
    {
        Span<(ushort Type, ushort Tag)> old = stackalloc (ushort, ushort)[2], now = stackalloc (ushort, ushort)[2];
        int olds = List(in before, old), news = List(in after, now), same = 0;
        while (same < olds && same < news && old[same] == now[same]) { same++; }
        return new TagChange(olds - same, news - same, same < news ? now[same] : default, same + 1 < news ? now[same + 1] : default);
    }

    /// <summary>Tells the kernel.</summary>
    public void Compile(ref CachedActions actions)
    {
        actions.Changes |= (Pops > 0 ? CachedActions.PopVlan : 0) | (Pops > 1 ? CachedActions.PopSecond : 0) | (Pushes > 0 ? CachedActions.PushVlan : 0) | (Pushes > 1 ? CachedActions.PushSecond : 0);
        (actions.VlanType, actions.Vlan) = (BinaryPrimitives.ReverseEndianness(_first.Type), _first.Tag);
        (actions.SecondVlanType, actions.SecondVlan) = (BinaryPrimitives.ReverseEndianness(_second.Type), _second.Tag);
    }

    /// <summary>Does it here.</summary>
    public void Apply(SwitchFrame frame)
    {
        for (int i = 0; i < Pops; i++) { frame.PopTag(); }
        if (Pushes > 0) { frame.PushTag(_first.Type, _first.Tag); }
        if (Pushes > 1) { frame.PushTag(_second.Type, _second.Tag); }
    }

    // The innermost first.
    private static int List(in FlowKey key, Span<(ushort Type, ushort Tag)> tags)
    {
        int count = 0;
        if (key.HasSecondTag) { tags[count++] = (key.Type, key.SecondTag); }
        if (key.Vlan != 0) { tags[count++] = (key.TagType, (ushort)(key.Vlan & ~FlowKey.VlanPresent)); }
        return count;
    }
}
