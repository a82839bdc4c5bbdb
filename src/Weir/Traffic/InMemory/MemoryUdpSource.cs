using System.Globalization;
using System.Net.Sockets;
using Weir.Memory;
using Weir.Wire.Frames;

namespace Weir.Traffic.InMemory;

/// <summary>Sends numbered datagrams from a node in memory by a schedule, and asks the sink at the end what has arrived, as <see cref="UdpSource"/> does. As fast as it goes means 1 Gbit/s here, as a cable of the lab carries.</summary>
internal sealed class MemoryUdpSource(UdpSourceOptions options, MemorySite site)
{
    private const int AsksForReport = 5;
    private const double TopRate = 1e9;
    private static readonly TimeSpan s_reportWait = TimeSpan.FromMilliseconds(200);

    private long _failed;
    private string? _firstFailure;

    /// <summary>Sends until a limit, or until it is asked to end. The exit code: 1 when nothing could be sent.</summary>
    public async Task<int> RunAsync()
    {
        using var socket = new UdpSocket(site.Host, 0);
        IpAddress to = WireAddress.Of(options.To.Address);
        ushort port = (ushort)options.To.Port;
        var schedule = options.Interval is { } interval && interval > TimeSpan.Zero ? new ReplaySchedule(ReplayPace.PacketRate, 1e7 / interval.Ticks) : new ReplaySchedule(ReplayPace.BitRate, options.BitRate > 0 ? options.BitRate : TopRate);
        byte[] data = new byte[options.Size];
        // The flow's number tells senders apart; the port does so already, and is the same in each run.
        uint flow = socket.Port;
        long begin = site.Now, packets = 0, tried = 0;
        while (options.Count == 0 || tried < options.Count)
        {
            long due = begin + schedule.Next(0, options.Size);
            if (IsOver(due - begin) || !await site.UntilAsync(due).ConfigureAwait(false)) { break; }
            new DatagramHeader(DatagramKind.Data, flow, tried++, site.Now).Write(data);
            if (TrySend(socket, to, port, data)) { packets++; }
        }

        TimeSpan elapsed = TimeSpan.FromTicks(Math.Max(site.Now - begin, 1) / 100);
        (long Packets, long Bytes)? arrived = await AskForReportAsync(socket, to, port, flow, tried).ConfigureAwait(false);
        site.Say($"sent {packets} datagrams, {TrafficText.Of(new TrafficCount(packets, packets * options.Size, elapsed))}{(_failed > 0 ? $"; {_failed} failed: {_firstFailure}" : "")}");
        site.Say(arrived is { } there ? string.Create(CultureInfo.InvariantCulture, $"arrived {there.Packets} datagrams, {there.Bytes} bytes: {packets - there.Packets} less than sent") : "arrived: the other side did not say");
        int code = packets > 0 || options.Count == 0 ? 0 : 1;
        return options.Count == 0 && options.Time is null ? code : site.End(code);
    }

    private bool IsOver(long elapsed) => options.Time is { } time && elapsed >= time.Ticks * 100;

    private bool TrySend(UdpSocket socket, IpAddress to, ushort port, byte[] data)
    {
        try
        {
            try
            {
                socket.Send(to, port, data);
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // Told on the next call, about an earlier datagram.
                socket.Send(to, port, data);
            }

            return true;
        }
        catch (SocketException fault)
        {
            _failed++;
            _firstFailure ??= fault.Message;
            return false;
        }
    }

    private async Task<(long Packets, long Bytes)?> AskForReportAsync(UdpSocket socket, IpAddress to, ushort port, uint flow, long sent)
    {
        byte[] message = new byte[DatagramHeader.Size];
        for (int i = 0; i < AsksForReport; i++)
        {
            new DatagramHeader(DatagramKind.End, flow, sent, 0).Write(message);
            if (!TrySend(socket, to, port, message)) { continue; }
            using var limit = new CancellationTokenSource(s_reportWait, site.Host.Loop.Clock);
            try
            {
                while (true)
                {
                    UdpDatagram answer = await socket.ReceiveAsync(limit.Token).ConfigureAwait(false);
                    if (DatagramHeader.TryRead(answer.Data, out DatagramHeader header) && header.Kind == DatagramKind.Report && header.Flow == flow) { return (header.Sequence, header.Time); }
                }
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                // It may have been lost: the question is asked again.
                continue;
            }
        }

        return null;
    }
}
