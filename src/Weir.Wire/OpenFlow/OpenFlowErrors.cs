namespace Weir.Wire.OpenFlow;

/// <summary>What errors mean. The types below differ between the versions; the codes that people meet are named.</summary>
public static class OpenFlowErrors
{
    /// <summary>No common version was found.</summary>
    public const ushort HelloFailed = 0;
    /// <summary>The request was not understood or not allowed.</summary>
    public const ushort BadRequest = 1;
    /// <summary>An action is wrong.</summary>
    public const ushort BadAction = 2;
    /// <summary>The flow was not changed, in OpenFlow 1.0.</summary>
    public const ushort FlowModFailed10 = 3;

    private static readonly string[] Types10 = ["hello failed", "bad request", "bad action", "flow mod failed", "port mod failed", "queue operation failed"];
    private static readonly string[] Types13 =
    [
        "hello failed", "bad request", "bad action", "bad instruction", "bad match", "flow mod failed", "group mod failed", "port mod failed", "table mod failed", "queue operation failed",
        "switch configuration failed", "role request failed", "meter mod failed", "table features failed",
    ];

    private static readonly string[] Requests =
        ["bad version", "bad type", "bad multipart type", "bad experimenter", "bad experimenter type", "not permitted", "bad length", "buffer empty", "buffer unknown", "bad table", "is slave", "bad port", "bad packet"];

    private static readonly string[] Actions =
    [
        "bad type", "bad length", "bad experimenter", "bad experimenter type", "bad output port", "bad argument", "not permitted", "too many", "bad queue", "bad group", "no consistent match",
        "bad order", "bad tag", "bad set-field type", "bad set-field length", "bad set-field argument",
    ];

    private static readonly string[] Matches =
        ["bad type", "bad length", "bad tag", "bad data link mask", "bad network mask", "bad wildcards", "bad field", "bad value", "bad mask", "bad prerequisite", "duplicate field", "not permitted"];

    private static readonly string[] Flows10 = ["all tables full", "overlap", "not permitted", "bad emergency time-out", "bad command", "unsupported"];
    private static readonly string[] Flows13 = ["unknown", "table full", "bad table", "overlap", "not permitted", "bad time-out", "bad command", "bad flags"];

    /// <summary>A few words for people: <c>bad match: bad prerequisite</c>; numbers where there is no name.</summary>
    public static string Text(ErrorMessage error, OpenFlowVersion version)
    {
        ArgumentNullException.ThrowIfNull(error);
        string[] types = version == OpenFlowVersion.OpenFlow10 ? Types10 : Types13;
        if (error.ErrorType >= types.Length) { return $"error type {error.ErrorType}, code {error.Code}"; }
        string type = types[error.ErrorType];
        string[] codes = type switch
        {
            "hello failed" => ["incompatible", "not permitted"],
            "bad request" => Requests,
            "bad action" => Actions,
            "bad match" => Matches,
            "flow mod failed" => version == OpenFlowVersion.OpenFlow10 ? Flows10 : Flows13,
            _ => [],
        };
        return error.Code < codes.Length ? $"{type}: {codes[error.Code]}" : $"{type}: code {error.Code}";
    }
}
