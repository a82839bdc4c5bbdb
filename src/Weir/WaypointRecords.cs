namespace Weir;

/// <summary>The counters of a <see cref="Balance"/> as rows of a table.</summary>
public static class WaypointRecords
{
    /// <summary>One row a waypoint and point of observation.</summary>
    public static RecordTable Table { get; } = new("waypoints", "How many packets, bytes or messages stopped at or passed a waypoint of one point.", [
        new("point", RecordValueKind.Text, "name of the point of observation; nothing for what all points share"),
        new("waypoint", RecordValueKind.Text, "name of the waypoint"),
        new("role", RecordValueKind.Text, "packet_start, packet_end (their sum is packet_start) or tally"),
        new("count", RecordValueKind.Integer, "how many"),
    ]) { Group = ["point"] };

    /// <summary>Hands on one row a waypoint; <paramref name="point"/> names the point of observation.</summary>
    public static void Write(string point, Balance balance, IRecordSink sink)
    {
        ArgumentNullException.ThrowIfNull(balance);
        ArgumentNullException.ThrowIfNull(sink);
        foreach (Waypoint waypoint in Enum.GetValues<Waypoint>()) { Write(point, waypoint, balance[waypoint], sink); }
    }

    /// <summary>Hands on the row of one waypoint; <paramref name="point"/> is null for what all points share.</summary>
    internal static void Write(string? point, Waypoint waypoint, long count, IRecordSink sink) =>
        sink.Accept(new Record(Table, [RecordValue.Of(point), RecordValue.Of(NameOf(waypoint.ToString())), RecordValue.Of(NameOf(Balance.RoleOf(waypoint).ToString())), RecordValue.Of(count)]));

    /// <summary>A name of this code in lower case with underscores, as tables write it.</summary>
    internal static string NameOf(string name)
    {
        var text = new System.Text.StringBuilder(name.Length + 8);
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && i > 0) { text.Append('_'); }
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
