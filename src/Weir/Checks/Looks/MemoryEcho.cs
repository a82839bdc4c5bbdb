using Weir.Memory;
using Weir.Wire.Frames;

namespace Weir.Checks.Looks;

/// <summary>Sends echo requests from a node in memory.</summary>
internal static class MemoryEcho
{
    private const int Sequences = 65_536;

    // A machine takes some time for each, too: without it, all hosts of a lab would ask for all their neighbours in the same instant.
    private static readonly TimeSpan s_apart = TimeSpan.FromMicroseconds(100);

    /// <summary>Asks the targets, all at once but for a moment between each and the next. They then say what became of their requests.</summary>
    public static Task AskAsync(MemoryHost host, IReadOnlyList<EchoTarget> targets, EchoOrder order, CancellationToken cancellation) =>
        Task.WhenAll(targets.Select((target, at) => AskAsync(host, target, at * s_apart, order, cancellation)));

    private static async Task AskAsync(MemoryHost host, EchoTarget target, TimeSpan after, EchoOrder order, CancellationToken cancellation)
    {
        if (after > TimeSpan.Zero) { await host.Loop.DelayAsync(after, cancellation).ConfigureAwait(false); }
        MemoryLoop loop = host.Loop;
        IpAddress to = WireAddress.Of(target.Address);
        var changed = new LoopSignal(loop);
        var sentAt = new long?[Math.Min(order.Count, Sequences)];
        byte[] data = new byte[order.Size];
        for (int i = 0; i < data.Length; i++) { data[i] = (byte)i; }
        int open = 0;
        long begin = loop.Now, last = begin;
        using var port = new EchoPort(host, Hear);
        for (int round = 0; round < order.Count; round++)
        {
            TimeSpan left = (order.Interval * round) - Since(begin);
            if (left > TimeSpan.Zero) { await loop.DelayAsync(left, cancellation).ConfigureAwait(false); }
            target.Sent++;
            last = loop.Now;
            if (!port.Send(to, (ushort)round, data))
            {
                target.Why = "no route";
                continue;
            }

            sentAt[round % Sequences] = last;
            open++;
        }

        using ITimer end = loop.Clock.CreateTimer(_ => changed.Set(), null, order.Timeout, Timeout.InfiniteTimeSpan);
        while (open > 0 && Since(last) < order.Timeout) { await changed.WaitAsync(cancellation).ConfigureAwait(false); }

        TimeSpan Since(long time) => TimeSpan.FromTicks((loop.Now - time) / 100);

        void Hear(EchoEvent heard)
        {
            if (heard.Sequence >= sentAt.Length || (heard.Why is null && heard.From != to)) { return; }
            if (sentAt[heard.Sequence] is not { } sent)
            {
                if (heard.Why is null) { target.Duplicates++; }
                return;
            }

            sentAt[heard.Sequence] = null;
            open--;
            double seconds = (loop.Now - sent) / 1e9;
            if (heard.Why is { } why) { target.Why = why; }
            else if (seconds > order.Timeout.TotalSeconds) { target.Why = "an answer came too late"; }
            else { target.Answer(seconds, order.KeptTimes); }
            changed.Set();
        }
    }
}
