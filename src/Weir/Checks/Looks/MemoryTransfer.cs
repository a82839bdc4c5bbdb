using System.Net.Sockets;
using Weir.Memory;

namespace Weir.Checks.Looks;

/// <summary>Sends over a connection between two nodes in memory for some time, measures at both ends, and ends it from both sides.</summary>
internal sealed class MemoryTransfer(TcpConnection sender, TcpConnection receiver, TimeSpan length, MemoryLoop loop)
{
    private const int PieceBytes = 64 << 10;
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(10);

    /// <summary>Runs it.</summary>
    /// <exception cref="WeirException">The connection broke.</exception>
    public async Task<TransferFigures> RunAsync(CancellationToken cancellation)
    {
        using var drained = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            Task<double> receiving = ReceiveAsync(drained.Token);
            double sent = await SendAsync(cancellation).ConfigureAwait(false);
            sender.EndSending();
            using ITimer limit = loop.Clock.CreateTimer(_ => drained.Cancel(), null, s_drain, Timeout.InfiniteTimeSpan);
            double received = await receiving.ConfigureAwait(false);
            receiver.EndSending();
            return new TransferFigures(received, sent);
        }
        catch (SocketException fault)
        {
            throw new WeirException($"the connection broke: {fault.Message}");
        }
    }

    private async Task<double> SendAsync(CancellationToken cancellation)
    {
        byte[] piece = new byte[PieceBytes];
        using var timer = new CancellationTokenSource(length, loop.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        long begin = loop.Now, bytes = 0;
        try
        {
            while (!either.IsCancellationRequested)
            {
                await sender.SendAsync(piece, either.Token).ConfigureAwait(false);
                bytes += piece.Length;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The time is over in the middle of a piece.
            return Rate(bytes - sender.Unsent, begin);
        }

        // What waits in the buffer has not been sent.
        return Rate(bytes - sender.Unsent, begin);
    }

    private async Task<double> ReceiveAsync(CancellationToken drained)
    {
        byte[] piece = new byte[PieceBytes];
        long begin = -1, bytes = 0, last = 0;
        try
        {
            while (true)
            {
                int count = await receiver.ReceiveAsync(piece, drained).ConfigureAwait(false);
                if (count == 0) { break; }
                if (begin < 0)
                {
                    // The first bytes start the clock; they took their time before it.
                    begin = loop.Now;
                    continue;
                }

                if (loop.Now - begin > length.Ticks * 100) { continue; }
                bytes += count;
                last = loop.Now;
            }
        }
        catch (OperationCanceledException) when (drained.IsCancellationRequested)
        {
            // What has not come by now is not waited for.
            return last > begin ? bytes * 8e9 / (last - begin) : 0;
        }

        return last > begin ? bytes * 8e9 / (last - begin) : 0;
    }

    private double Rate(long bytes, long begin) => loop.Now > begin ? Math.Max(0, bytes) * 8e9 / (loop.Now - begin) : 0;
}
