using System.Net.Sockets;

namespace Weir.Checks.Looks;

/// <summary>Sends over a connection for some time, measures at both ends, and ends it by FIN from both sides.</summary>
internal sealed class Transfer(Socket sender, Socket receiver, TimeSpan length, TimeProvider time)
{
    private const int PieceBytes = 128 << 10;
    private const int TcpLevel = 6, NotSentLowWater = 25;
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_shortDrain = TimeSpan.FromSeconds(1);

    /// <summary>Runs it. When it is given up it still ends the connection, within a second.</summary>
    public async Task<TransferFigures> RunAsync(CancellationToken cancellation)
    {
        // What waits in the kernel still has to cross the link when the time is over: of a slow link that would be seconds.
        sender.SetRawSocketOption(TcpLevel, NotSentLowWater, BitConverter.GetBytes(PieceBytes));
        using var drained = new CancellationTokenSource();
        Task<double> receiving = ReceiveAsync(drained.Token);
        double sent;
        try
        {
            sent = await SendAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await drained.CancelAsync().ConfigureAwait(false);
            await receiving.ConfigureAwait(false);
            throw;
        }

        sender.Shutdown(SocketShutdown.Send);
        drained.CancelAfter(cancellation.IsCancellationRequested ? s_shortDrain : s_drain);
        double received = await receiving.ConfigureAwait(false);
        receiver.Shutdown(SocketShutdown.Both);
        await WaitForEndAsync(drained.Token).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return new TransferFigures(received, sent);
    }

    private async Task<double> SendAsync(CancellationToken cancellation)
    {
        byte[] piece = new byte[PieceBytes];
        using var timer = new CancellationTokenSource(length, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        long begin = time.GetTimestamp(), bytes = 0;
        try
        {
            while (!either.IsCancellationRequested) { bytes += await sender.SendAsync(piece, either.Token).ConfigureAwait(false); }
        }
        catch (OperationCanceledException)
        {
            // The time is over in the middle of a piece; what of it has left is not told, and does not count.
            return Rate(bytes, time.GetElapsedTime(begin));
        }
        catch (SocketException fault)
        {
            throw new WeirException($"the connection broke while sending: {fault.Message}");
        }

        return Rate(bytes, time.GetElapsedTime(begin));
    }

    private async Task<double> ReceiveAsync(CancellationToken drained)
    {
        byte[] piece = new byte[PieceBytes];
        long begin = 0, bytes = 0;
        TimeSpan last = TimeSpan.Zero;
        try
        {
            while (true)
            {
                int count = await receiver.ReceiveAsync(piece, drained).ConfigureAwait(false);
                if (count == 0) { return Rate(bytes, last); }
                if (begin == 0)
                {
                    // The first bytes start the clock; they took their time before it.
                    begin = time.GetTimestamp();
                    continue;
                }

                TimeSpan now = time.GetElapsedTime(begin);
                if (now > length) { continue; }
                bytes += count;
                last = now;
            }
        }
        catch (OperationCanceledException)
        {
            return Rate(bytes, last);
        }
        catch (SocketException fault)
        {
            throw new WeirException($"the connection broke while receiving: {fault.Message}");
        }
    }

    private async Task WaitForEndAsync(CancellationToken drained)
    {
        try
        {
            byte[] none = new byte[1];
            await sender.ReceiveAsync(none, drained).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException)
        {
            // The link takes nothing more: what is left ends with the sockets.
            return;
        }
    }

    private static double Rate(long bytes, TimeSpan over) => over > TimeSpan.Zero ? bytes * 8 / over.TotalSeconds : 0;
}
