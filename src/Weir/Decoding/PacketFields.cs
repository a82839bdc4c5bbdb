using Weir.Wire.Frames;

namespace Weir.Decoding;

/// <summary>The fields of packets as conditions name them.</summary>
public static class PacketFields
{
    /// <summary>What is wrong with the name of a field of packets in a condition; null when nothing is. The name of a layer alone (<c>tcp</c>) asks whether it is there.</summary>
    public static string? ProblemOf(string field)
    {
        foreach (string name in FrameFields.Names)
        {
            if (name.StartsWith(field, StringComparison.Ordinal) && (name.Length == field.Length || name[field.Length] == '.')) { return null; }
        }

        return $"{field}: no field of packets{(Suggestion.Nearest(field, FrameFields.Names) is { } near ? $"; did you mean {near}?" : "")}";
    }
}
