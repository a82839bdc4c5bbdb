using System.Text.Json;
using Weir.Lab.Building;

namespace Weir.Running;

/// <summary>Writes what was asked of one direction of a link and what was measured: frames and bytes since the link was made, delays in seconds, rates in bits a second.</summary>
internal static class LinkJson
{
    /// <summary>Writes the members into an object that is open; what was not measured is not there.</summary>
    public static void WriteMembers(Utf8JsonWriter json, LinkMeasurement one)
    {
        json.WriteString("from", one.From);
        json.WriteString("to", one.To);
        json.WriteNumber("sent", one.Sent);
        json.WriteNumber("delivered", one.Delivered);
        json.WriteNumber("lost", one.Lost);
        json.WriteNumber("queueDropped", one.QueueDropped);
        json.WriteNumber("bytes", one.Bytes);
        Write("backlog", one.Backlog);
        Write("askedDelay", one.AskedDelay);
        Write("meanDelay", one.MeanDelay);
        Write("lateness99", one.Lateness);
        Write("askedRate", one.AskedRate);
        Write("measuredRate", one.MeasuredRate);

        void Write(string name, double? value)
        {
            if (value is { } there) { json.WriteNumber(name, there); }
        }
    }
}
