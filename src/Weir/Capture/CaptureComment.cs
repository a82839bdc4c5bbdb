namespace Weir.Capture;

/// <summary>A comment (opt_comment) of a pcapng file.</summary>
/// <param name="PacketNumber">The packet it belongs to; 0 for a comment on the section, an interface or another block.</param>
/// <param name="Text">What it says.</param>
public sealed record CaptureComment(long PacketNumber, string Text);
