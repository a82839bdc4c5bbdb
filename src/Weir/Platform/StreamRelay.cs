using System.Net.Sockets;

namespace Weir.Platform;

/// <summary>Carries bytes between two streams, both ways, as they are. What one side does not take waits in the other's own buffers: no more than one piece is held here for each way.</summary>
internal static class StreamRelay
{
    private const int PieceSize = 16 * 1024;

    /// <summary>Carries until one side ends or fails, or it is cancelled; then disposes both.</summary>
    public static async Task RunAsync(Stream one, Stream other, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task there = CarryAsync(one, other, end.Token), back = CarryAsync(other, one, end.Token);
        await Task.WhenAny(there, back).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(there, back).ConfigureAwait(false);
        await one.DisposeAsync().ConfigureAwait(false);
        await other.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task CarryAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        byte[] piece = new byte[PieceSize];
        try
        {
            while (await from.ReadAsync(piece, cancellation).ConfigureAwait(false) is > 0 and var count)
            {
                await to.WriteAsync(piece.AsMemory(0, count), cancellation).ConfigureAwait(false);
                await to.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception over) when (over is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone, or the relay is asked to end: both sides learn it by their streams' end.
            return;
        }
    }
}
