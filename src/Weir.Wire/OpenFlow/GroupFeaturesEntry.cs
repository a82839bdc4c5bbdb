namespace Weir.Wire.OpenFlow;

/// <summary>What groups can do (openflow-1.3 A.3.5.11). The lists have four items, one a type of group.</summary>
/// <param name="Types">Bit n: groups of type n can be made.</param>
/// <param name="Capabilities">Bits: 0 weights, 1 liveness, 2 chains of groups, 3 chains are checked for loops.</param>
/// <param name="MaxGroups">How many groups of each type.</param>
/// <param name="Actions">Bit n: buckets of that type can do action n.</param>
public sealed record GroupFeaturesEntry(uint Types, uint Capabilities, IReadOnlyList<uint> MaxGroups, IReadOnlyList<uint> Actions) : MultipartEntry
{
    internal static GroupFeaturesEntry Read(ref OpenFlowReader body) =>
        new(body.U32(), body.U32(), [body.U32(), body.U32(), body.U32(), body.U32()], [body.U32(), body.U32(), body.U32(), body.U32()]);

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U32(Types);
        writer.U32(Capabilities);
        for (int i = 0; i < 4; i++) { writer.U32(i < MaxGroups.Count ? MaxGroups[i] : 0); }
        for (int i = 0; i < 4; i++) { writer.U32(i < Actions.Count ? Actions[i] : 0); }
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("types", Types);
        visitor.Field("capabilities", Capabilities);
        foreach (uint max in MaxGroups) { visitor.Field("max_groups", max); }
    }
}
