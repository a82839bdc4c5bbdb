namespace Weir.Wire.OpenFlow;

/// <summary>The numbers and names of message types. OpenFlow 1.0 has fewer, and from 15 on other numbers (openflow-1.0.0 5.1, openflow-1.3 A.1).</summary>
public static class OpenFlowTypes
{
    // In the order of OpenFlow 1.0's numbers from 14 on.
    private static readonly OpenFlowType[] Late10 =
    [
        OpenFlowType.FlowMod, OpenFlowType.PortMod, OpenFlowType.MultipartRequest, OpenFlowType.MultipartReply, OpenFlowType.BarrierRequest, OpenFlowType.BarrierReply,
        OpenFlowType.QueueGetConfigRequest, OpenFlowType.QueueGetConfigReply,
    ];

    private static readonly string[] Names =
    [
        "hello", "error", "echo-request", "echo-reply", "experimenter", "features-request", "features-reply", "get-config-request", "get-config-reply", "set-config", "packet-in", "flow-removed",
        "port-status", "packet-out", "flow-mod", "group-mod", "port-mod", "table-mod", "multipart-request", "multipart-reply", "barrier-request", "barrier-reply", "queue-get-config-request",
        "queue-get-config-reply", "role-request", "role-reply", "get-async-request", "get-async-reply", "set-async", "meter-mod",
    ];

    /// <summary>The type that <paramref name="code"/> is in <paramref name="version"/>; null when that version has none.</summary>
    public static OpenFlowType? FromCode(byte code, OpenFlowVersion version)
    {
        if (version == OpenFlowVersion.OpenFlow13) { return code < Names.Length ? (OpenFlowType)code : null; }
        if (code <= (byte)OpenFlowType.PacketOut) { return (OpenFlowType)code; }
        return code - 14 < Late10.Length ? Late10[code - 14] : null;
    }

    /// <summary>The number of a type in <paramref name="version"/>; null when that version has none.</summary>
    public static byte? ToCode(OpenFlowType type, OpenFlowVersion version)
    {
        if (version == OpenFlowVersion.OpenFlow13 || type <= OpenFlowType.PacketOut) { return (byte)type; }
        int at = Array.IndexOf(Late10, type);
        return at < 0 ? null : (byte)(14 + at);
    }

    /// <summary>Its name, lower case with hyphens (<c>packet-in</c>).</summary>
    public static string Name(OpenFlowType type) => (int)type < Names.Length ? Names[(int)type] : "unknown";
}
