namespace Weir.Lab.Plan;

/// <summary>A capture, which becomes one file.</summary>
/// <param name="Name">Its name, which is also the file's.</param>
/// <param name="Interfaces">The interfaces that it watches.</param>
/// <param name="Filter">Which frames are kept, in the language of <c>pcap-filter(7)</c>; empty for all.</param>
/// <param name="Ring">Memory for frames that wait to be written, for each interface.</param>
/// <param name="Direction">Which frames are kept, seen from the node.</param>
/// <param name="SnapLength">Bytes kept of each frame; 0 for all.</param>
/// <param name="FileSize">Size at which a file is full and the next one begins; 0 bytes for one file without end.</param>
/// <param name="Files">How many files are kept, the newest; 0 for all.</param>
public sealed record CapturePlan(string Name, IReadOnlyList<InterfacePlan> Interfaces, string Filter, DataSize Ring, CaptureDirection Direction, int SnapLength, DataSize FileSize, int Files);
