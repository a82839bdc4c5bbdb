using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <content>What the other side asks.</content>
internal sealed partial class OpenFlowSession
{
    private const ushort More = 1;
    private const int EntriesInOne = 64;

    private void Do(OpenFlowMessage message, ReadOnlyMemory<byte> bytes)
    {
        bool changes = message is FlowMod or GroupMod or PortMod or PacketOut or TableMod or MeterMod;
        Refusal? refusal = changes && Role == Slave ? Refusal.IsSlave : Answer(message);
        if (refusal is { } why) { Refuse(why, bytes, message.TransactionId); }
    }

    private Refusal? Answer(OpenFlowMessage message)
    {
        switch (message)
        {
            case HelloMessage or ErrorMessage: return null;
            case EchoMessage { IsReply: false } echo:
                Reply(new EchoMessage(IsReply: true, echo.Data), message);
                return null;
            case EchoMessage: return null;
            case SimpleMessage { MessageType: OpenFlowType.FeaturesRequest }:
                Reply(owner.Features(Version), message);
                return null;
            case SimpleMessage { MessageType: OpenFlowType.GetConfigRequest }:
                Reply(new SwitchConfig(OpenFlowType.GetConfigReply, 0, MissSendLength), message);
                return null;
            case SimpleMessage { MessageType: OpenFlowType.BarrierRequest }:
                // Messages are done one after the other, so all before it are done.
                Reply(new SimpleMessage(OpenFlowType.BarrierReply), message);
                return null;
            case SwitchConfig { MessageType: OpenFlowType.SetConfig } config:
                MissSendLength = config.MissSendLength;
                return null;
            case FlowMod change: return owner.Do(change, Version);
            case PacketOut packet: return owner.Do(packet, Version);
            case GroupMod group: return owner.Do(group);
            case PortMod port: return owner.Do(port, Version);
            case TableMod: return null;
            case MeterMod meter: return owner.Do(meter);
            case RoleMessage { IsReply: false } role: return ChangeRole(role);
            case MultipartRequest request: return AnswerStatistics(request);
            case ExperimenterMessage: return Refusal.BadVendor;
            default: return Refusal.BadType;
        }
    }

    private void Reply(OpenFlowMessage reply, OpenFlowMessage to) => Send(reply with { TransactionId = to.TransactionId });

    private Refusal? ChangeRole(RoleMessage request)
    {
        if (request.Role > Slave) { return new Refusal(11, 2); }
        if (request.Role is Master or Slave && owner.IsStale(request.GenerationId)) { return Refusal.StaleRole; }
        if (request.Role != 0) { Role = request.Role; }
        if (Role == Master) { owner.MakeMaster(this); }
        Reply(new RoleMessage(IsReply: true, Role, request.GenerationId), request);
        return null;
    }

    // An answer that would not fit into a message comes in several.
    private Refusal? AnswerStatistics(MultipartRequest request)
    {
        if (owner.Statistics(request, Version) is not { } entries) { return Refusal.BadStatistics; }
        if (Version == OpenFlowVersion.OpenFlow10) { entries = [.. entries.Where(entry => CanSay(request.Kind, entry))]; }
        int start = 0;
        do
        {
            int count = Math.Min(entries.Count - start, EntriesInOne);
            MultipartReply reply = new(request.Kind, [.. entries.Skip(start).Take(count)]);
            start += count;
            Reply(start < entries.Count ? reply with { Flags = More } : reply, request);
        }
        while (start < entries.Count);

        return null;
    }

    // Entries that were added by OpenFlow 1.3 may look at what 1.0 has no words for.
    private bool CanSay(MultipartKind kind, MultipartEntry entry)
    {
        try
        {
            return new MultipartReply(kind, [entry]).Encode(Version).Length > 0;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }
}
