namespace Weir.Checks.Looks;

/// <summary>Takes a frame that a query means; false ends the query.</summary>
internal delegate bool FrameFound(in Frame frame);
