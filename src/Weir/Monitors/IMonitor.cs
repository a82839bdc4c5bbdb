using Weir.Processing;

namespace Weir.Monitors;

/// <summary>
/// What one monitor counts: it says how frames become messages, takes these, and brings its tables up to date when it is asked to. Used by one thread at a time, that of the path.
/// </summary>
public interface IMonitor
{
    /// <summary>Its tables; the first is the one that people look at.</summary>
    IReadOnlyList<RecordTable> Tables { get; }

    /// <summary>What the path does with the frames.</summary>
    CapturePathOptions Path { get; }

    /// <summary>True when more has gathered than should wait, so that <see cref="Write"/> is due before its time.</summary>
    bool IsFull => false;

    /// <summary>What a user should know about it: secrets that cannot be read, or that nobody gave. A line each.</summary>
    IEnumerable<string> Remarks => [];

    /// <summary>Where the messages of a point go.</summary>
    IMessageSink SinkFor(CapturePoint point);

    /// <summary>A conversation ended, with its last counters.</summary>
    void End(Conversation conversation) { }

    /// <summary>Looks for what has come from elsewhere, such as session secrets. Called several times a second.</summary>
    void LookAround() { }

    /// <summary>Brings the tables up to date with what is known now.</summary>
    void Write(LivePath path, ITableSink tables);
}
