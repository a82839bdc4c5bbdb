using System.Net.Sockets;
using Weir.Platform;

namespace Weir.Traffic;

/// <summary>Sends numbered datagrams by a schedule from its start, and asks the sink at the end what has arrived. Blocks its thread; the time is the machine's.</summary>
internal sealed class UdpSource(UdpSourceOptions options, Action<TrafficCount> report)
{
    private const int AsksForReport = 5;
    private static readonly TimeSpan ReportWait = TimeSpan.FromMilliseconds(200);
    private readonly TimeProvider _clock = MachineClock.Instance;

    /// <summary>Datagrams that the system did not take.</summary>
    public long Failed { get; private set; }

    /// <summary>The system's message for the first of these, or null.</summary>
    public string? FirstFailure { get; private set; }

    /// <summary>What the sink said has arrived: datagrams and bytes; null when it did not answer.</summary>
    public (long Packets, long Bytes)? Arrived { get; private set; }

    /// <summary>How late datagrams were.</summary>
    public DurationHistogram Lateness { get; } = new();

    /// <summary>Sends, until a limit or until cancelled, and gives what was sent.</summary>
    public TrafficCount Run(CancellationToken cancellation)
    {
        using var socket = new Socket(options.To.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { SendBufferSize = 1 << 20 };
        socket.Connect(options.To);
        PreciseSleep.SharpenThisThread();
        var schedule = options.Interval is { } interval && interval > TimeSpan.Zero ? new ReplaySchedule(ReplayPace.PacketRate, 1e7 / interval.Ticks)
            : options.BitRate > 0 ? new ReplaySchedule(ReplayPace.BitRate, options.BitRate)
            : new ReplaySchedule(ReplayPace.TopSpeed, 0);
        byte[] data = new byte[options.Size];
        uint flow = (uint)(_clock.GetTimestamp() ^ Environment.ProcessId);
        long begin = _clock.GetTimestamp(), packets = 0, tried = 0, told = begin, toldPackets = 0, now = begin;
        while (!cancellation.IsCancellationRequested && (options.Count == 0 || tried < options.Count))
        {
            long due = begin + schedule.Next(0, options.Size);
            now = _clock.GetTimestamp();
            while (!schedule.IsTopSpeed && due > now && !IsOver(now - begin) && !cancellation.IsCancellationRequested)
            {
                PreciseSleep.Until(Math.Min(due, now + 50_000_000));
                now = _clock.GetTimestamp();
            }

            if (IsOver(now - begin) || cancellation.IsCancellationRequested) { break; }
            if (!schedule.IsTopSpeed) { Lateness.Record(now - due); }
            new DatagramHeader(DatagramKind.Data, flow, tried++, now).Write(data);
            socket.Send(data, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success) { packets++; }
            else if (error != SocketError.ConnectionRefused) { Fail(error); } // told on the next call, about an earlier datagram
            else
            {
                socket.Send(data, SocketFlags.None, out error);
                if (error == SocketError.Success) { packets++; } else { Fail(error); }
            }

            if (now - told < 1_000_000_000) { continue; }
            report(new TrafficCount(packets - toldPackets, (packets - toldPackets) * options.Size, TimeSpan.FromTicks((now - told) / 100)));
            (told, toldPackets) = (now, packets);
        }

        TimeSpan elapsed = TimeSpan.FromTicks(Math.Max(_clock.GetTimestamp() - begin, 1) / 100);
        AskForReport(socket, flow, tried);
        return new TrafficCount(packets, packets * options.Size, elapsed);
    }

    private bool IsOver(long elapsed) => options.Time is { } time && elapsed >= time.Ticks * 100;

    private void Fail(SocketError error)
    {
        Failed++;
        FirstFailure ??= new SocketException((int)error).Message;
    }

    private void AskForReport(Socket socket, uint flow, long sent)
    {
        Span<byte> message = stackalloc byte[DatagramHeader.Size];
        byte[] answer = new byte[DatagramHeader.Size];
        for (int i = 0; i < AsksForReport; i++)
        {
            new DatagramHeader(DatagramKind.End, flow, sent, 0).Write(message);
            socket.Send(message, SocketFlags.None, out _);
            if (!socket.Poll(ReportWait, SelectMode.SelectRead)) { continue; }
            int length = socket.Receive(answer, SocketFlags.None, out SocketError error);
            if (error != SocketError.Success || !DatagramHeader.TryRead(answer.AsSpan(0, length), out DatagramHeader header) || header.Kind != DatagramKind.Report || header.Flow != flow) { continue; }
            Arrived = (header.Sequence, header.Time);
            return;
        }
    }
}
