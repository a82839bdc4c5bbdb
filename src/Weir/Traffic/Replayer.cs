using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Weir.Platform;

namespace Weir.Traffic;

/// <summary>
/// Sends the packets of a capture on one interface or two. One thread reads ahead, another one sleeps until the next packet is due and sends all that are due with one call; nothing is allocated between the first packet
/// and the last. Time is the machine's, because packets really leave.
/// </summary>
internal sealed unsafe class Replayer
{
    private const int BatchesAhead = 4;
    private const int LongestFrame = 65_535 + 18;
    private const int MostAtOnce = 64;
    private const int MostAtTopSpeed = 512;
    private const long LongestSleep = 50_000_000; // nanoseconds between two looks at the wish to stop
    private readonly ReplayOptions _options;
    private readonly string _path;
    private readonly string _interface;
    private readonly SideTable _sides;
    private readonly TimeProvider _clock = MachineClock.Instance;
    private readonly ReplayResult _result = new();
    private PacketSender _sender = null!;
    private PacketSender? _serverSender;
    private readonly ReplaySchedule _schedule;
    private CancellationToken _cancellation;
    private readonly long[] _due = new long[ReplayBatch.MostPackets];
    private long _begin = -1;
    private long _end;
    private long _lastDue;
    private long _lastSent;

    /// <summary>Makes a replayer.</summary>
    /// <param name="path">The capture; <c>-</c> is standard input.</param>
    /// <param name="onInterface">Where packets go.</param>
    /// <param name="options">How.</param>
    /// <param name="sides">Tells the sides apart when there are two interfaces.</param>
    public Replayer(string path, string onInterface, ReplayOptions options, SideTable sides)
    {
        _path = path;
        _interface = onInterface;
        _options = options;
        _sides = sides;
        _schedule = new ReplaySchedule(options.Pace, options.Rate);
    }

    /// <summary>Sends, until the capture or a limit ends it, or until cancelled, and gives what was done. Blocks the calling thread.</summary>
    /// <param name="cancellation">Ends it between two packets, without a fault.</param>
    /// <exception cref="WeirException">The capture or an interface cannot be opened, or the interface went away.</exception>
    public ReplayResult Run(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        using PacketSender sender = PacketSender.Open(_interface, _options.BypassQueue, _options.Offload);
        using PacketSender? second = _options.ServerInterface is { } name ? PacketSender.Open(name, _options.BypassQueue, _options.Offload) : null;
        _sender = sender;
        _serverSender = second;
        int longest = Math.Min(sender.Mtu, second?.Mtu ?? int.MaxValue) + 14;
        using var source = new ReplaySource(_path, _options, second is null ? null : _sides, longest, cancellation);
        long? before = Dropped();
        if (_options.Preload) { RunPreloaded(source); }
        else { RunStreaming(source); }
        _result.CutOff = source.CutOff;
        _result.TooLong += source.TooLong;
        _result.TooShort = source.TooShort;
        _result.Fault = source.Fault;
        _result.Elapsed = _begin < 0 ? TimeSpan.Zero : TimeSpan.FromTicks((_end - _begin) / 100);
        _result.DroppedByInterface = Dropped() - before;
        return _result;
    }

    private long? Dropped() => PacketSender.DroppedBy(_interface) + (_options.ServerInterface is { } second ? PacketSender.DroppedBy(second) : 0);

    private ReplayBatch NewBatch() => new(Math.Max(ReplaySource.BatchBytes, LongestFrame + PacketSender.OffloadHeaderSize), _options.Offload ? PacketSender.OffloadHeaderSize : 0);

    private void RunPreloaded(ReplaySource source)
    {
        var batches = new List<ReplayBatch>();
        ReplayBatch batch = NewBatch();
        while (!_cancellation.IsCancellationRequested && source.TryFill(batch))
        {
            batches.Add(batch);
            batch = NewBatch();
        }

        OnOwnThread(() =>
        {
            for (long pass = 0; batches.Count > 0 && (_options.Loops == 0 || pass < _options.Loops); pass++)
            {
                foreach (ReplayBatch one in batches) { if (!Send(one)) { return; } }
            }
        });
    }

    private void RunStreaming(ReplaySource source)
    {
        using var empty = new BlockingCollection<ReplayBatch>(BatchesAhead);
        using var full = new BlockingCollection<ReplayBatch>(BatchesAhead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        for (int i = 0; i < BatchesAhead; i++) { empty.Add(NewBatch(), CancellationToken.None); }
        Exception? readFault = null;
        var reader = new Thread(() =>
        {
            try
            {
                while (true)
                {
                    ReplayBatch batch = empty.Take(stop.Token);
                    if (!source.TryFill(batch)) { break; }
                    full.Add(batch, stop.Token);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return; // the sender has what it wanted
            }
            catch (Exception fault)
            {
                readFault = fault;
            }
            finally
            {
                full.CompleteAdding();
            }
        }) { Name = "replay reader", IsBackground = true };
        reader.Start();
        OnOwnThread(() =>
        {
            try
            {
                foreach (ReplayBatch batch in full.GetConsumingEnumerable(_cancellation))
                {
                    if (!Send(batch)) { return; }
                    empty.Add(batch, CancellationToken.None);
                }
            }
            catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
            {
                return; // what was sent is the result
            }
        });
        stop.Cancel();
        reader.Join();
        if (readFault is not null) { throw readFault is WeirException ? readFault : new WeirException($"{_path}: {readFault.Message}", 2, readFault); }
    }

    /// <summary>Sending gets a thread of its own, because the precision of its sleep is a property of the thread.</summary>
    private static void OnOwnThread(Action send)
    {
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            PreciseSleep.SharpenThisThread();
            try { send(); }
            catch (Exception caught) { fault = caught; }
        }) { Name = "replay sender" };
        thread.Start();
        thread.Join();
        if (fault is not null) { System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault); }
    }

    /// <summary>Sends a batch; false when a limit was reached or somebody asked to stop.</summary>
    private bool Send(ReplayBatch batch)
    {
        if (batch.BeginsPass && _begin >= 0) { _schedule.BeginPass(); }
        for (int i = 0; i < batch.Count; i++) { _due[i] = _schedule.Next(batch.Times[i], batch.Lengths[i]); }
        bool paced = !_schedule.IsTopSpeed;
        int most = paced ? MostAtOnce : MostAtTopSpeed;
        int first = 0;
        if (_begin < 0 && batch.Count > 0)
        {
            // The first packet sets the time that all others are measured by: what has to be made ready once does not make them late.
            long now = _clock.GetTimestamp();
            if (!TryWait(now + 1_000_000, ref now)) { return false; }
            first = SendSome(batch, 0, 1, now, paced);
        }

        for (int i = first; i < batch.Count;)
        {
            long now = _clock.GetTimestamp();
            if (_begin < 0) { (_begin, _end) = (now, now); } // the first packet could not be sent
            if (paced && _begin + _due[i] > now && !TryWait(_begin + _due[i], ref now)) { return false; }
            if (_cancellation.IsCancellationRequested || IsOver(now)) { return false; }
            int count = 1;
            while (count < most && i + count < batch.Count && (!paced || _begin + _due[i + count] <= now) && (_serverSender is null || batch.Sides[i + count] == batch.Sides[i])) { count++; }
            if (_options.Limit > 0) { count = (int)Math.Min(count, _options.Limit - Tried); }
            if (count <= 0) { return false; }
            i += SendSome(batch, i, count, now, paced);
        }

        return true;
    }

    private long Tried => _result.Sent + _result.Failed + _result.QueueFull;

    private bool IsOver(long now) => _begin >= 0 && _options.Time is { } time && now - _begin >= time.Ticks * 100;

    private bool TryWait(long until, ref long now)
    {
        while (now < until)
        {
            if (_cancellation.IsCancellationRequested || IsOver(now)) { return false; }
            long wake = Math.Min(until - (_options.Spin.Ticks * 100), now + LongestSleep);
            if (wake > now) { PreciseSleep.Until(wake); }
            now = _clock.GetTimestamp();
        }

        return true;
    }

    /// <summary>Hands packets to the kernel and counts what became of them; gives how many are done with.</summary>
    private int SendSome(ReplayBatch batch, int first, int count, long now, bool paced)
    {
        PacketSender sender = _serverSender is not null && batch.Sides[first] == TrafficSide.Server ? _serverSender : _sender;
        int sent = sender.Send(batch.Messages + first, count);
        if (sent < 0)
        {
            if (sent == -PacketSender.NoBuffers)
            {
                if (paced) { _result.QueueFull++; }
                else
                {
                    _result.Retried++;
                    PreciseSleep.Until(now + 50_000);
                    return 0;
                }

                return 1;
            }

            _result.FirstFailure ??= Marshal.GetPInvokeErrorMessage(-sent);
            if (sent == -PacketSender.Gone || sent == -PacketSender.Down) { throw new WeirException($"{sender.Name}: {_result.FirstFailure}, after {_result.Sent} packets", 3); }
            _result.Failed++;
            return 1;
        }

        _end = _clock.GetTimestamp();
        if (_begin < 0)
        {
            _begin = _end;
            now = _end;
        }

        for (int i = 0; i < sent; i++)
        {
            _result.Bytes += batch.Lengths[first + i];
            if (!paced) { continue; }
            // Packets of one call leave one after the other while it lasts.
            long left = now + ((_end - now) * i / sent) - _begin;
            long due = _due[first + i];
            _result.Lateness.Record(left - due);
            if (_result.Sent + i > 0) { _result.GapError.Record(Math.Abs(left - _lastSent - (due - _lastDue))); }
            (_lastSent, _lastDue) = (left, due);
        }

        _result.Sent += sent;
        return sent;
    }
}
