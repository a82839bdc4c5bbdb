namespace Weir.Wire.Frames;

/// <summary>What carries a network packet between the link and it: MPLS and PPPoE.</summary>
internal ref partial struct FieldWalk
{
    private void Mpls(int offset, Extent extent)
    {
        bool bottom = false;
        while (!bottom)
        {
            if (!MplsLabel.TryRead(_frame[offset..extent.End], out MplsLabel label, out LengthError error))
            {
                Stop(offset, extent, error);
                return;
            }

            _visitor.Begin("mpls");
            _visitor.Field("label", label.Label);
            _visitor.Field("exp", label.TrafficClass);
            _visitor.Field("bottom", label.IsBottom);
            _visitor.Field("ttl", label.TimeToLive);
            _visitor.End();
            bottom = label.IsBottom;
            offset += MplsLabel.Size;
        }

        if (offset < extent.End && _frame[offset] >> 4 is 4 or 6) { Ip(offset, extent); }
    }

    private void Pppoe(int offset, Extent extent)
    {
        if (!PppoeHeader.TryRead(_frame[offset..extent.End], out PppoeHeader pppoe, out LengthError error))
        {
            Stop(offset, extent, error);
            return;
        }

        _visitor.Begin("pppoe");
        _visitor.Field("code", pppoe.Code);
        _visitor.Field("session_id", pppoe.SessionId);
        _visitor.Field("payload_length", pppoe.Length);
        _visitor.End();
        _visitor.Begin("ppp");
        _visitor.Field("protocol", pppoe.Protocol);
        _visitor.End();
        extent = extent.Narrow(offset + PppoeHeader.SizeBeforeProtocol + pppoe.Length, "pppoe.length");
        if (pppoe.IsIp && extent.End > offset + PppoeHeader.Size) { Ip(offset + PppoeHeader.Size, extent); }
    }
}
