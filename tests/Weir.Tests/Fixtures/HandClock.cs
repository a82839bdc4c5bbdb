namespace Weir.Tests.Fixtures;

/// <summary>A clock that a test turns by hand, in milliseconds.</summary>
internal sealed class HandClock : TimeProvider
{
    public long Now { get; set; } = 1;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => Now;
}
