using Weir.Wire.Frames;

namespace Weir;

/// <summary>One point of observation: a capture file, or an interface of a pcapng file. Counts are kept per point and never summed over points.</summary>
/// <param name="Name">The file's name without its extension, or the interface's name.</param>
/// <param name="Source">The file's path, or <c>-</c> for standard input.</param>
/// <param name="LinkType">How the frames of this point begin.</param>
public sealed record CapturePoint(string Name, string Source, LinkType LinkType);
