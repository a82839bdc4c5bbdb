using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>Why the switch does not do what a controller asks: type and code of the error message, as the controller's version numbers them.</summary>
/// <param name="Type">The error's type.</param>
/// <param name="Code">The error's code.</param>
internal readonly record struct Refusal(ushort Type, ushort Code)
{
    /// <summary>Requests (type 1, the same in both versions): of an unknown type, of unknown statistics, of a vendor, or about a buffer that is not there.</summary>
    public static Refusal BadType => new(1, 1);

    /// <summary>Statistics that the switch has not.</summary>
    public static Refusal BadStatistics => new(1, 2);

    /// <summary>Another maker's message.</summary>
    public static Refusal BadVendor => new(1, 3);

    /// <summary>A message that is shorter or longer than it should be.</summary>
    public static Refusal BadLength => new(1, 6);

    /// <summary>The buffer was used already.</summary>
    public static Refusal BufferEmpty => new(1, 7);

    /// <summary>An action that the switch does not know.</summary>
    public static Refusal BadAction => new(2, 0);

    /// <summary>An output to a port that there is not.</summary>
    public static Refusal BadPort => new(2, 4);

    /// <summary>A field that the switch does not match or set.</summary>
    public static Refusal BadField(OpenFlowVersion version) => version == OpenFlowVersion.OpenFlow10 ? new(3, 5) : new(4, 6);

    /// <summary>A field that the switch does not set.</summary>
    public static Refusal BadSetField(OpenFlowVersion version) => version == OpenFlowVersion.OpenFlow10 ? new(2, 0) : new(2, 13);

    /// <summary>An instruction that the switch has not, such as a meter.</summary>
    public static Refusal BadInstruction => new(3, 1);

    /// <summary>Going to a table that does not come later.</summary>
    public static Refusal BadGoto => new(3, 2);

    /// <summary>No room for another entry.</summary>
    public static Refusal TableFull(OpenFlowVersion version) => version == OpenFlowVersion.OpenFlow10 ? new(3, 0) : new(5, 1);

    /// <summary>A table that there is not.</summary>
    public static Refusal BadTable => new(5, 2);

    /// <summary>The entry overlaps another of the same priority.</summary>
    public static Refusal Overlap(OpenFlowVersion version) => version == OpenFlowVersion.OpenFlow10 ? new(3, 1) : new(5, 3);

    /// <summary>A command that there is not.</summary>
    public static Refusal BadCommand(OpenFlowVersion version) => version == OpenFlowVersion.OpenFlow10 ? new(3, 4) : new(5, 6);

    /// <summary>A group that is there already.</summary>
    public static Refusal GroupExists => new(6, 0);

    /// <summary>A group that cannot be made so.</summary>
    public static Refusal InvalidGroup => new(6, 1);

    /// <summary>No room for another group.</summary>
    public static Refusal GroupTableFull => new(6, 3);

    /// <summary>A group that is not there.</summary>
    public static Refusal UnknownGroup => new(6, 8);

    /// <summary>An output to a group that is not there.</summary>
    public static Refusal BadOutGroup => new(2, 9);

    /// <summary>The port that shall change is not there.</summary>
    public static Refusal UnknownPort(OpenFlowVersion version) => new(version == OpenFlowVersion.OpenFlow10 ? (ushort)4 : (ushort)7, 0);

    /// <summary>A meter that is there already.</summary>
    public static Refusal MeterExists => new(12, 1);

    /// <summary>A number that no meter can have, or a flow through a meter that is not there.</summary>
    public static Refusal InvalidMeter => new(12, 2);

    /// <summary>A meter that is not there.</summary>
    public static Refusal UnknownMeter => new(12, 3);

    /// <summary>A command that there is not for meters.</summary>
    public static Refusal BadMeterCommand => new(12, 4);

    /// <summary>Flags of a meter that say two units, or what there is not.</summary>
    public static Refusal BadMeterFlags => new(12, 5);

    /// <summary>A rate of nothing.</summary>
    public static Refusal BadMeterRate => new(12, 6);

    /// <summary>A band that does something else than drop.</summary>
    public static Refusal BadBand => new(12, 8);

    /// <summary>More than one band.</summary>
    public static Refusal TooManyBands => new(12, 11);

    /// <summary>No room for another meter (OFPMMFC_OUT_OF_METERS).</summary>
    public static Refusal NoMeters => new(12, 10);

    /// <summary>The role's number is older than one that was seen.</summary>
    public static Refusal StaleRole => new(11, 0);

    /// <summary>The connection's role may only read.</summary>
    public static Refusal IsSlave => new(1, 10);
}
