using Weir.Memory;

namespace Weir.Traffic.InMemory;

/// <summary>Sends echo requests from a node in memory and measures their round trips; says what <see cref="Pinger"/> says.</summary>
internal sealed class MemoryPinger
{
    private const int Sequences = 1 << 16;

    private readonly PingOptions _options;
    private readonly MemorySite _site;
    private readonly LoopSignal _settled;
    private readonly (long Number, long SentAt, Fate Fate)[] _requests = new (long, long, Fate)[Sequences];
    private readonly byte[] _data;
    private readonly EchoPort _port;
    private long _open;

    /// <summary>Makes a pinger.</summary>
    public MemoryPinger(PingOptions options, MemorySite site)
    {
        _options = options;
        _site = site;
        _settled = new LoopSignal(site.Host.Loop);
        _data = new byte[options.Size];
        for (int i = 0; i < _data.Length; i++) { _data[i] = (byte)i; }
        _port = new EchoPort(site.Host, Hear);
    }

    private enum Fate
    {
        None,
        Waiting,
        Answered,
        Lost,
    }

    private PingResult Result { get; } = new();

    /// <summary>Pings until all requests are answered or lost, or until it is asked to end. The exit code: 0 when anything was answered, else 1.</summary>
    public async Task<int> RunAsync(string to)
    {
        using (_port)
        {
            _site.Say($"ping {to} ({_options.To}): {_options.Size} bytes of data");
            long begin = _site.Now;
            for (long number = 1; _options.Count == 0 || number <= _options.Count; number++)
            {
                if (!await _site.UntilAsync(begin + ((number - 1) * _options.Interval.Ticks * 100)).ConfigureAwait(false)) { break; }
                Send(number);
                // Without an interval the next one goes when the answer is there; and a number must not be used again while it is open.
                if (!await WaitAsync(_options.Interval > TimeSpan.Zero ? Sequences / 2 : 0).ConfigureAwait(false)) { break; }
            }

            await WaitAsync(0).ConfigureAwait(false);
        }

        foreach (string line in TrafficText.Summary(Result)) { _site.Say(line); }
        int code = Result.Received > 0 ? 0 : 1;
        return _options.Count == 0 ? code : _site.End(code);
    }

    private async Task<bool> WaitAsync(long open)
    {
        try
        {
            while (_open > open) { await _settled.WaitAsync(_site.Stop).ConfigureAwait(false); }
            return true;
        }
        catch (OperationCanceledException) when (_site.Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Send(long number)
    {
        Result.Sent++;
        if (!_port.Send(WireAddress.Of(_options.To), (ushort)number, _data))
        {
            Result.Lost++;
            _site.Say(TrafficText.Of(new PingEvent(PingEventKind.NotSent, number, null, 0, 0, 0)));
            return;
        }

        _requests[number % Sequences] = (number, _site.Now, Fate.Waiting);
        _open++;
        _site.Host.Loop.Clock.CreateTimer(_ => GiveUp(number), null, _options.Timeout, Timeout.InfiniteTimeSpan);
    }

    private void GiveUp(long number)
    {
        ref (long Number, long SentAt, Fate Fate) request = ref _requests[number % Sequences];
        if (request.Number != number || request.Fate != Fate.Waiting) { return; }
        request.Fate = Fate.Lost;
        Result.Lost++;
        _site.Say(TrafficText.Of(new PingEvent(PingEventKind.Lost, number, null, 0, 0, 0)));
        _open--;
        _settled.Set();
    }

    private void Hear(EchoEvent heard)
    {
        ref (long Number, long SentAt, Fate Fate) request = ref _requests[heard.Sequence];
        if (request.Fate == Fate.None) { return; }
        if (heard.Why is not null)
        {
            Result.Unreachable++;
            _site.Say(TrafficText.Of(new PingEvent(PingEventKind.Unreachable, request.Number, WireAddress.ToNet(heard.From), 0, 0, heard.Bytes)));
            return;
        }

        long took = _site.Now - request.SentAt;
        PingEventKind kind = request.Fate switch { Fate.Waiting => PingEventKind.Answered, Fate.Lost => PingEventKind.Late, _ => PingEventKind.Duplicate };
        _site.Say(TrafficText.Of(new PingEvent(kind, request.Number, WireAddress.ToNet(heard.From), took, heard.HopLimit, heard.Bytes)));
        request.Fate = Fate.Answered;
        switch (kind)
        {
            case PingEventKind.Late:
                Result.Late++;
                break;
            case PingEventKind.Duplicate:
                Result.Duplicates++;
                break;
            default:
                Result.Received++;
                Result.RoundTrip.Record(took);
                _open--;
                _settled.Set();
                break;
        }
    }
}
