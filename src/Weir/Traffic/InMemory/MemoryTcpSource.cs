using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Weir.Memory;

namespace Weir.Traffic.InMemory;

/// <summary>Sends data over one TCP connection from a node in memory, by a schedule or as fast as it goes, and at its end reads from the sink how much arrived, as <see cref="TcpSource"/> does.</summary>
internal sealed class MemoryTcpSource(TcpSourceOptions options, MemorySite site)
{
    private const int LongestReport = 256;
    private static readonly TimeSpan s_reportWait = TimeSpan.FromSeconds(10);

    private long _bytes;
    private long _calls;

    /// <summary>Sends until a limit, or until it is asked to end. The exit code: 1 when the connection broke.</summary>
    /// <exception cref="WeirException">Nobody answers there.</exception>
    public async Task<int> RunAsync()
    {
        using TcpConnection connection = await ConnectAsync().ConfigureAwait(false);
        long begin = site.Now;
        string? broken = null, report = null;
        try
        {
            await SendAsync(connection, begin).ConfigureAwait(false);
            connection.EndSending();
            report = await ReadReportAsync(connection).ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            broken = fault.Message;
        }

        var sent = new TrafficCount(_calls, _bytes, TimeSpan.FromTicks(Math.Max(site.Now - begin, 1) / 100));
        site.Say($"sent {TrafficText.Of(sent)}; {connection.Retransmitted} segments sent again");
        site.Say(Arrived(report) is { } arrived ? $"arrived {TrafficText.Of(arrived)}" : "arrived: the other side did not say");
        if (broken is not null)
        {
            site.Complain($"weir: {options.To}: the connection ended: {broken}");
            return site.End(1);
        }

        return options.Amount == 0 && options.Time is null ? 0 : site.End(0);
    }

    private async Task<TcpConnection> ConnectAsync()
    {
        using var timer = new CancellationTokenSource(options.ConnectTimeout, site.Host.Loop.Clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, site.Stop);
        try
        {
            return await TcpConnection.ConnectAsync(site.Host, WireAddress.Of(options.To.Address), (ushort)options.To.Port, limit.Token).ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            throw new WeirException($"{options.To}: {fault.Message}", 1, fault);
        }
        catch (OperationCanceledException late) when (!site.Stop.IsCancellationRequested)
        {
            throw new WeirException($"{options.To}: nobody answered within {UnitText.Format(options.ConnectTimeout)}", 6, late);
        }
    }

    private async Task SendAsync(TcpConnection connection, long begin)
    {
        byte[] data = new byte[options.Size];
        for (int i = 0; i < data.Length; i++) { data[i] = (byte)(i * 31); }
        // At a rate, a piece is at most what two milliseconds may carry, so that the rate holds for short spans too.
        int piece = options.BitRate > 0 ? (int)Math.Clamp(options.BitRate / 8 / 500, Math.Min(1448, data.Length), data.Length) : data.Length;
        int offset = 0;
        using CancellationTokenSource? over = options.Time is { } time ? new CancellationTokenSource(time, site.Host.Loop.Clock) : null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(site.Stop, over?.Token ?? default);
        try
        {
            while (options.Amount == 0 || _bytes < options.Amount)
            {
                long due = options.BitRate > 0 ? begin + (long)(_bytes * 8e9 / options.BitRate) : 0;
                if (due > site.Now) { await site.Host.Loop.DelayAsync(TimeSpan.FromTicks((due - site.Now + 99) / 100), either.Token).ConfigureAwait(false); }
                either.Token.ThrowIfCancellationRequested();
                int length = (int)Math.Min(Math.Min(piece, data.Length - offset), options.Amount == 0 ? int.MaxValue : options.Amount - _bytes);
                await connection.SendAsync(data.AsMemory(offset, length), either.Token).ConfigureAwait(false);
                _bytes += length;
                _calls++;
                offset = (offset + length) % data.Length;
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The time is over in the middle of a piece; what of it has left is not told, and does not count.
            return;
        }
    }

    private async Task<string?> ReadReportAsync(TcpConnection connection)
    {
        byte[] answer = new byte[LongestReport];
        int length = 0;
        using var limit = new CancellationTokenSource(s_reportWait, site.Host.Loop.Clock);
        try
        {
            while (length < answer.Length)
            {
                int read = await connection.ReceiveAsync(answer.AsMemory(length), limit.Token).ConfigureAwait(false);
                if (read == 0) { break; }
                length += read;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return null;
        }

        return Encoding.ASCII.GetString(answer, 0, length);
    }

    private static TrafficCount? Arrived(string? report)
    {
        // The sink's line: received BYTES bytes in MICROSECONDS us
        string[] words = (report ?? "").Split(' ', '\n');
        return words.Length >= 6 && words[0] == "received" && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) && long.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            ? new TrafficCount(0, bytes, TimeSpan.FromMicroseconds(microseconds)) : null;
    }
}
