using System.Globalization;
using System.Text.Json;
using Weir.Capture;
using Weir.Wire.OpenFlow;

namespace Weir.Running;

/// <summary>What a switch counted at one of its ports beside what a capture saw there: each frame that the switch counted passed the capture or is one that the capture says it lost, unless a filter kept it away.</summary>
/// <param name="Switch">The switch.</param>
/// <param name="Interface">The port's interface by its full name.</param>
/// <param name="Capture">The capture.</param>
/// <param name="IsFiltered">Whether it has a filter: then it saw at most what the switch counted.</param>
/// <param name="IsQueued">Whether frames wait in a queue of the interface's own, so that it may drop some which it has counted or shown already.</param>
/// <param name="Before">What the switch had counted before the capture was looked at.</param>
/// <param name="Seen">What the capture had counted.</param>
/// <param name="After">What the switch had counted afterwards: frames pass meanwhile.</param>
internal sealed record PortAgreement(string Switch, string Interface, string Capture, bool IsFiltered, bool IsQueued, PortEntry Before, PointCount Seen, PortEntry After)
{
    // The number by which OpenFlow knows the switch's own port; 1.0 has another width.
    private string Port => OpenFlowPorts.Local == Before.Port ? "LOCAL" : Before.Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Frames that came in by the switch's count, as near to what the capture saw as they may have been at that moment.</summary>
    public long Received => Nearest(Seen.Received, (long)Before.ReceivedPackets - (IsQueued ? (long)After.ReceivedDropped : 0), (long)After.ReceivedPackets);

    /// <summary>Frames that went out by the switch's count. What the interface drops behind the capture was to go out too.</summary>
    public long Sent => Nearest(Seen.Sent, (long)Before.SentPackets, (long)(After.SentPackets + After.SentDropped));

    /// <summary>Frames that the switch counted and the capture has neither seen nor lost; below zero those that it saw and the switch did not count.</summary>
    public long Missing
    {
        get
        {
            long received = Received - Seen.Received, sent = Sent - Seen.Sent;
            if (received < 0 || sent < 0) { return Math.Min(received, 0) + Math.Min(sent, 0); }
            return IsFiltered ? 0 : Math.Max(0, received + sent - Seen.Lost);
        }
    }

    /// <summary>What does not agree, a whole clause; null when nothing.</summary>
    public string? Difference
    {
        get
        {
            if (Missing == 0) { return null; }
            var ways = new List<string>();
            Say("in", Received, Seen.Received);
            Say("out", Sent, Seen.Sent);
            string lost = Seen.Lost == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", and lost {Seen.Lost}");
            return $"switch {Switch}, port {Port} ({Interface}) counted {string.Join(" and ", ways)}{lost}";

            void Say(string way, long counted, long seen)
            {
                if (counted != seen) { ways.Add(string.Create(CultureInfo.InvariantCulture, $"{counted} frames {way}, of which capture {Capture} saw {seen}")); }
            }
        }
    }

    /// <summary>Writes some as an array of objects.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<PortAgreement> ports)
    {
        json.WriteStartArray();
        foreach (PortAgreement one in ports)
        {
            json.WriteStartObject();
            one.WriteMembers(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("switch", Switch);
        json.WriteString("port", Port);
        json.WriteString("interface", Interface);
        json.WriteString("capture", Capture);
        json.WriteBoolean("filtered", IsFiltered);
        json.WriteNumber("countedIn", Received);
        json.WriteNumber("seenIn", Seen.Received);
        json.WriteNumber("countedOut", Sent);
        json.WriteNumber("seenOut", Seen.Sent);
        json.WriteNumber("lost", Seen.Lost);
        json.WriteNumber("missing", Missing);
    }

    private static long Nearest(long seen, long least, long most) => Math.Clamp(seen, Math.Min(least, most), most);
}
