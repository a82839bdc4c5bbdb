namespace Weir.Capture;

/// <summary>What a capture counted at one interface, from the side of its node. Frames that it was asked to leave out by their direction count too; those that its filter excludes never came to it.</summary>
/// <param name="Name">The interface.</param>
/// <param name="Received">Frames that the node received.</param>
/// <param name="Sent">Frames that it sent.</param>
/// <param name="Lost">Frames that found the ring full: nobody knows which way they went.</param>
internal sealed record PointCount(string Name, long Received, long Sent, long Lost);
