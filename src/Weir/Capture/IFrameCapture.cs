namespace Weir.Capture;

/// <summary>A capture of a run, however its frames come.</summary>
internal interface IFrameCapture : IDisposable
{
    /// <summary>Frames written so far.</summary>
    long Written { get; }

    /// <summary>Frames that were lost so far, as of the last flush.</summary>
    long Dropped { get; }

    /// <summary>The files that are there, the oldest first.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>Why frames cannot be written any more (a full disk); null while they can.</summary>
    string? Fault { get; }

    /// <summary>Writes a comment at the frame that comes next.</summary>
    void Comment(string text);

    /// <summary>Completes when every frame that has passed until now is in the file.</summary>
    Task FlushAsync(CancellationToken cancellation);
}
