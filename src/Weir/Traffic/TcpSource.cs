using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Weir.Platform;

namespace Weir.Traffic;

/// <summary>Sends data over one TCP connection, by a schedule or as fast as it goes, and at its end reads from the sink how much arrived. Blocks its thread; the time is the machine's.</summary>
internal sealed class TcpSource(TcpSourceOptions options, Action<TrafficCount> report)
{
    // struct tcp_info of Linux: these have kept their places.
    private const int TcpLevel = 6, TcpInfo = 11, RoundTripAt = 68, RetransmittedAt = 100;
    private const int LongestReport = 256;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReportWait = TimeSpan.FromSeconds(10);
    private readonly TimeProvider _clock = MachineClock.Instance;

    /// <summary>What the sink said has arrived; null when it said nothing.</summary>
    public TrafficCount? Arrived { get; private set; }

    /// <summary>Segments sent again, by the kernel's count; null when unknown.</summary>
    public long? Retransmitted { get; private set; }

    /// <summary>The kernel's smoothed round trip at the end; null when unknown.</summary>
    public TimeSpan? RoundTrip { get; private set; }

    /// <summary>Why the connection ended before its time, or null.</summary>
    public string? Broken { get; private set; }

    /// <summary>Sends, until a limit or until cancelled, and gives what the kernel took.</summary>
    /// <exception cref="WeirException">Nobody answers there.</exception>
    public TrafficCount Run(CancellationToken cancellation)
    {
        using var socket = new Socket(options.To.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Connect(socket, cancellation);
        PreciseSleep.SharpenThisThread();
        socket.Blocking = false;
        byte[] data = new byte[options.Size];
        for (int i = 0; i < data.Length; i++) { data[i] = (byte)(i * 31); }
        long begin = _clock.GetTimestamp(), bytes = 0, calls = 0, told = begin, toldBytes = 0, toldCalls = 0;
        int offset = 0;
        // At a rate, a piece is at most what two milliseconds may carry, so that the rate holds for short spans too.
        int piece = options.BitRate > 0 ? (int)Math.Clamp(options.BitRate / 8 / 500, Math.Min(1448, data.Length), data.Length) : data.Length;
        while (!cancellation.IsCancellationRequested && Broken is null && (options.Amount == 0 || bytes < options.Amount))
        {
            long now = _clock.GetTimestamp();
            if (options.Time is { } time && now - begin >= time.Ticks * 100) { break; }
            if (now - told >= 1_000_000_000)
            {
                report(new TrafficCount(calls - toldCalls, bytes - toldBytes, TimeSpan.FromTicks((now - told) / 100)));
                (told, toldBytes, toldCalls) = (now, bytes, calls);
            }

            long due = options.BitRate > 0 ? begin + (long)(bytes * 8e9 / options.BitRate) : 0;
            if (due > now)
            {
                PreciseSleep.Until(Math.Min(due, now + 50_000_000));
                continue;
            }

            int length = (int)Math.Min(Math.Min(piece, data.Length - offset), options.Amount == 0 ? int.MaxValue : options.Amount - bytes);
            int sent = socket.Send(data.AsSpan(offset, length), SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock) { socket.Poll(Look, SelectMode.SelectWrite); }
            else if (error != SocketError.Success) { Broken = new SocketException((int)error).Message; }
            else
            {
                bytes += sent;
                calls++;
                offset = (offset + sent) % data.Length;
            }
        }

        Finish(socket, cancellation);
        return new TrafficCount(calls, bytes, TimeSpan.FromTicks(Math.Max(_clock.GetTimestamp() - begin, 1) / 100));
    }

    private void Connect(Socket socket, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.ConnectTimeout);
        try
        {
            socket.ConnectAsync(options.To, limit.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (SocketException fault) { throw new WeirException($"{options.To}: {fault.Message}", 1, fault); }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested) { throw new WeirException($"{options.To}: nobody answered within {UnitText.Format(options.ConnectTimeout)}", 6, late); }
    }

    /// <summary>Says that all was sent, and waits for the sink's line until everything has arrived there.</summary>
    private void Finish(Socket socket, CancellationToken cancellation)
    {
        byte[] answer = new byte[LongestReport];
        int length = 0;
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            long begin = _clock.GetTimestamp();
            while (length < answer.Length && _clock.GetTimestamp() - begin < ReportWait.Ticks * 100)
            {
                if (!socket.Poll(Look, SelectMode.SelectRead))
                {
                    if (cancellation.IsCancellationRequested && _clock.GetTimestamp() - begin > 1_000_000_000) { break; }
                    continue;
                }

                int read = socket.Receive(answer.AsSpan(length), SocketFlags.None, out SocketError error);
                if (read == 0 || error != SocketError.Success) { break; }
                length += read;
            }

            byte[] info = new byte[RetransmittedAt + 4];
            if (socket.GetRawSocketOption(TcpLevel, TcpInfo, info) == info.Length)
            {
                Retransmitted = BinaryPrimitives.ReadUInt32LittleEndian(info.AsSpan(RetransmittedAt));
                RoundTrip = TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(info.AsSpan(RoundTripAt)));
            }
        }
        catch (SocketException fault)
        {
            Broken ??= fault.Message;
        }

        // The sink's line: received BYTES bytes in MICROSECONDS us
        string[] words = Encoding.ASCII.GetString(answer, 0, length).Split(' ', '\n');
        if (words.Length >= 6 && words[0] == "received" && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) && long.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds))
        {
            Arrived = new TrafficCount(0, bytes, TimeSpan.FromMicroseconds(microseconds));
        }
    }
}
