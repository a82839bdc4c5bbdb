using System.Globalization;
using Weir.Wire.Frames;

namespace Weir.Cli.Captures;

/// <summary>
/// What the user calls a flow: its number from <c>weir flows</c> (<c>12</c>, in a file with several points <c>eth0/12</c>), or its two ends in either order
/// (<c>10.0.0.1:50000-10.0.0.2:80</c>, <c>[fd00::1]:50000-[fd00::2]:80</c>).
/// </summary>
/// <param name="Text">As the user wrote it.</param>
/// <param name="Id">The number, or 0.</param>
/// <param name="Point">The point's name before the number, or null.</param>
/// <param name="First">One end, when no number was given.</param>
/// <param name="Second">The other end.</param>
internal sealed record FlowName(string Text, long Id, string? Point, FlowEnd First, FlowEnd Second)
{
    /// <summary>Reads what the user wrote.</summary>
    /// <exception cref="WeirException">It is neither.</exception>
    public static FlowName Parse(string text)
    {
        int slash = text.LastIndexOf('/');
        if (long.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long id) && id > 0)
        {
            return new FlowName(text, id, slash > 0 ? text[..slash] : null, default, default);
        }

        for (int dash = text.IndexOf('-', StringComparison.Ordinal); dash > 0; dash = text.IndexOf('-', dash + 1))
        {
            if (TryParseEnd(text.AsSpan(0, dash), out FlowEnd first) && TryParseEnd(text.AsSpan(dash + 1), out FlowEnd second)) { return new FlowName(text, 0, null, first, second); }
        }

        throw new WeirException($"'{text}' names no flow: give its number from 'weir flows', or its ends as 10.0.0.1:50000-10.0.0.2:80");
    }

    /// <summary>True when <paramref name="conversation"/> is meant. A number without a point means the first point that has it.</summary>
    public bool Matches(Conversation conversation) => Id != 0
        ? conversation.Id == Id && (Point is null || conversation.Point.Name == Point)
        : (conversation.Client == First && conversation.Server == Second) || (conversation.Client == Second && conversation.Server == First);

    private static bool TryParseEnd(ReadOnlySpan<char> text, out FlowEnd end)
    {
        end = default;
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) { return false; }
        ReadOnlySpan<char> address = text[..colon];
        if (address is ['[', .. var inner, ']']) { address = inner; }
        if (!IpAddress.TryParse(address, out IpAddress parsed)) { return false; }
        end = new FlowEnd(parsed, port);
        return true;
    }
}
