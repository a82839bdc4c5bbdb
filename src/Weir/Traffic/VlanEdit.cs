using System.Globalization;
using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <summary>What becomes of the VLAN tags of Ethernet frames. An added tag is the outermost, a deleted one too.</summary>
internal sealed record VlanEdit
{
    /// <summary>Identifier of the tag that every frame gets, or null.</summary>
    public ushort? Add { get; init; }

    /// <summary>Priority of an added tag, 0 to 7.</summary>
    public byte Priority { get; init; }

    /// <summary>Drop eligible indicator of an added tag.</summary>
    public bool DropEligible { get; init; }

    /// <summary>Type that announces an added tag: 802.1Q (0x8100) or 802.1ad (0x88a8).</summary>
    public ushort Type { get; init; } = EtherTypes.Vlan;

    /// <summary>True takes the outermost tag away, before one is added.</summary>
    public bool Delete { get; init; }

    /// <summary>Other identifiers for tags, outer and inner alike; priorities stay.</summary>
    public IReadOnlyDictionary<ushort, ushort> Change { get; init; } = new Dictionary<ushort, ushort>();

    /// <summary>True when frames may grow.</summary>
    public bool Grows => Add is not null && !Delete;

    /// <summary>True when nothing is to be done.</summary>
    public bool IsNone => Add is null && !Delete && Change.Count == 0;

    /// <summary>Reads <c>ID</c>, <c>ID:PRIORITY</c> or <c>ID:PRIORITY:DEI</c> into a copy of this.</summary>
    /// <exception cref="WeirException">It is none of these.</exception>
    public VlanEdit WithAdd(string text)
    {
        string[] parts = text.Split(':');
        ushort priority = 0, eligible = 0;
        if (parts.Length > 3 || !TryNumber(parts[0], 4095, out ushort id) || (parts.Length > 1 && !TryNumber(parts[1], 7, out priority)) || (parts.Length > 2 && !TryNumber(parts[2], 1, out eligible)))
        {
            throw new WeirException($"'{text}' is no VLAN tag: write ID, ID:PRIORITY or ID:PRIORITY:DEI, with an identifier up to 4095, a priority up to 7 and 0 or 1");
        }

        return this with { Add = id, Priority = (byte)priority, DropEligible = eligible == 1 };
    }

    /// <summary>Reads a list <c>OLD=NEW,OLD=NEW</c> into a copy of this.</summary>
    /// <exception cref="WeirException">It is no such list.</exception>
    public VlanEdit WithChange(string text)
    {
        var change = new Dictionary<ushort, ushort>();
        foreach (string pair in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = pair.IndexOf('=');
            if (equals < 0 || !TryNumber(pair.AsSpan(0, equals), 4095, out ushort from) || !TryNumber(pair.AsSpan(equals + 1), 4095, out ushort to))
            {
                throw new WeirException($"'{pair}' is no change of VLANs: write OLD=NEW, with identifiers up to 4095");
            }

            change[from] = to;
        }

        return this with { Change = change };
    }

    private static bool TryNumber(ReadOnlySpan<char> text, int most, out ushort number) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
