using System.Runtime.InteropServices;
using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>
/// The messages of all conversations of a point in the order in which they came, until enough authentication codes wait to be checked together. Bounded by
/// <see cref="DecodingOptions.MacBatchBytes"/> and <see cref="DecodingOptions.MacBatchTime"/>; while none waits, messages pass at once.
/// </summary>
internal sealed class PendingMessages(DecodingOptions options, IMessageSink sink, Balance balance)
{
    private readonly List<PendingMessage> _queue = [];
    private readonly List<RlpxMacJob> _jobs = [];
    private readonly RlpxMacBatch _batch = new();
    private readonly long _patience = options.MacBatchTime.Ticks * 100;
    private long _begin;
    private int _bytes;

    public void Add(in PendingMessage message)
    {
        if (message.Job is { } job)
        {
            if (_queue.Count == 0) { _begin = message.Time; }
            if (job.Frames == 1) { _jobs.Add(job); }
            _bytes += message.Trail.Length;
            _queue.Add(message);
            if (_bytes >= options.MacBatchBytes) { Flush(); }
        }
        else if (_queue.Count > 0)
        {
            _queue.Add(message);
        }
        else
        {
            Pass(in message, message.Trail.Authenticity);
        }
    }

    public void Add(in Doubt doubt)
    {
        if (_queue.Count > 0) { _queue.Add(new PendingMessage { Doubt = doubt }); }
        else { sink.Accept(in doubt); }
    }

    public void FlushWhenDue(long time)
    {
        if (_queue.Count > 0 && time - _begin >= _patience) { Flush(); }
    }

    public void Flush()
    {
        if (_queue.Count == 0) { return; }
        _batch.Run(CollectionsMarshal.AsSpan(_jobs));
        foreach (ref readonly PendingMessage message in CollectionsMarshal.AsSpan(_queue))
        {
            if (message.Doubt is { } doubt) { sink.Accept(in doubt); }
            else if (message.Job is { } job) { Pass(in message, Verdict(job, message.JobFrame)); }
            else { Pass(in message, message.Trail.Authenticity); }
        }

        _queue.Clear();
        foreach (RlpxMacJob job in _jobs) { job.Clear(); }
        _jobs.Clear();
        _bytes = 0;
    }

    private static Waypoint Verdict(RlpxMacJob job, int frame) =>
        frame < job.RightFrames ? Waypoint.MacRight : frame == job.RightFrames ? Waypoint.MacWrong : Waypoint.MacUnchecked;

    private void Pass(in PendingMessage message, Waypoint? authenticity)
    {
        if (authenticity is { } verdict)
        {
            balance.Add(verdict);
            if (verdict == Waypoint.MacWrong)
            {
                sink.Accept(new Doubt(message.Conversation, message.Direction, message.Protocol, message.Time, message.Time, "an authentication code was wrong", message.Trail.Length));
            }
        }

        if (message.Value is null) { return; }
        balance.Add(Waypoint.MessagesDecoded);
        sink.Accept(new Message
        {
            Conversation = message.Conversation,
            Direction = message.Direction,
            Protocol = message.Protocol,
            Kind = message.Kind,
            Value = message.Value,
            Time = message.Time,
            Trail = message.Trail with { Authenticity = authenticity },
        });
    }
}
