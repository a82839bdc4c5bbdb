namespace Weir.Wire.OpenFlow;

/// <summary>The versions of OpenFlow that are read and written, by the number in each message's first byte.</summary>
public enum OpenFlowVersion : byte
{
    /// <summary>OpenFlow 1.0.0, wire protocol 0x01.</summary>
    OpenFlow10 = 1,

    /// <summary>OpenFlow 1.3, wire protocol 0x04.</summary>
    OpenFlow13 = 4,
}
