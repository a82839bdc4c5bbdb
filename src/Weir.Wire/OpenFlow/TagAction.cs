using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>Tags, labels, times to live, queues and groups: an action with one number or none. OpenFlow 1.0 has only <see cref="TagActionKind.PopVlan"/>.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Number">Its number (an EtherType, a time to live, a queue, a group); 0 where it has none.</param>
public sealed record TagAction(TagActionKind Kind, uint Number = 0) : FlowAction
{
    private const ushort StripVlan10 = 3;

    /// <summary>As ovs-ofctl writes it: <c>push_vlan:0x8100</c>, <c>group:1</c>, <c>strip_vlan</c>.</summary>
    public override string ToString() => Kind switch
    {
        TagActionKind.CopyTtlOut => "copy_ttl_out",
        TagActionKind.CopyTtlIn => "copy_ttl_in",
        TagActionKind.SetMplsTtl => Named("set_mpls_ttl"),
        TagActionKind.DecrementMplsTtl => "dec_mpls_ttl",
        TagActionKind.PushVlan => Typed("push_vlan"),
        TagActionKind.PopVlan => "strip_vlan",
        TagActionKind.PushMpls => Typed("push_mpls"),
        TagActionKind.PopMpls => Typed("pop_mpls"),
        TagActionKind.SetQueue => Named("set_queue"),
        TagActionKind.Group => Named("group"),
        TagActionKind.SetIpTtl => string.Create(CultureInfo.InvariantCulture, $"mod_nw_ttl:{Number}"),
        TagActionKind.DecrementIpTtl => "dec_ttl",
        TagActionKind.PushPbb => Typed("push_pbb"),
        _ => "pop_pbb",
    };

    internal static bool Has(TagActionKind kind) => kind is (>= TagActionKind.CopyTtlOut and <= TagActionKind.CopyTtlIn) or (>= TagActionKind.SetMplsTtl and <= TagActionKind.DecrementIpTtl)
        or TagActionKind.PushPbb or TagActionKind.PopPbb;

    internal static TagAction Read(ref OpenFlowReader action, TagActionKind kind)
    {
        uint number = Size(kind) switch
        {
            1 => action.U8(),
            2 => action.U16(),
            4 => action.U32(),
            _ => 0,
        };
        return new TagAction(kind, number);
    }

    private protected override ushort Code(OpenFlowVersion version)
    {
        if (version == OpenFlowVersion.OpenFlow13) { return (ushort)Kind; }
        return Kind == TagActionKind.PopVlan ? StripVlan10 : throw new NotSupportedException($"OpenFlow 1.0 has no action {this}");
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        switch (Size(Kind))
        {
            case 1: writer.U8((byte)Number); break;
            case 2: writer.U16((ushort)Number); break;
            case 4: writer.U32(Number); break;
            default: writer.Zero(4); break;
        }
    }

    private string Named(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}:{Number}");

    private string Typed(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}:0x{Number:x4}");

    private static int Size(TagActionKind kind) => kind switch
    {
        TagActionKind.SetMplsTtl or TagActionKind.SetIpTtl => 1,
        TagActionKind.PushVlan or TagActionKind.PushMpls or TagActionKind.PopMpls or TagActionKind.PushPbb => 2,
        TagActionKind.SetQueue or TagActionKind.Group => 4,
        _ => 0,
    };
}
