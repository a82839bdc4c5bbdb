using Weir.Wire.Netlink;

namespace Weir.Platform;

/// <content>Queue disciplines.</content>
public sealed unsafe partial class RouteSocket
{
    /// <summary>All queue disciplines of all interfaces, with their counters. Interfaces without any have none in it.</summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public IReadOnlyList<QueueDiscipline> Queues() => Dump<QueueDiscipline>("listing queue disciplines", NetlinkMessageType.NewQueue, QueueDiscipline.TryRead, QueueDiscipline.WriteDump);

    /// <summary>The queue discipline of an interface with this handle, with its counters; null when there is none, or no such interface.</summary>
    /// <exception cref="WeirException">The socket itself failed.</exception>
    public QueueDiscipline? Queue(int index, uint handle)
    {
        lock (_gate)
        {
            var writer = new NetlinkWriter();
            // Older kernels answer only who asks for the echo.
            QueueDiscipline.WriteGet(writer, NetlinkFlags.Acknowledge | NetlinkFlags.Echo, ++_sequence, index, handle);
            Transmit(writer.Written.Span);
            QueueDiscipline? found = null;
            while (true)
            {
                ReadOnlySpan<byte> answers = Receive();
                while (NetlinkMessage.TryRead(answers, out NetlinkMessage message, out int consumed, out _))
                {
                    answers = answers[consumed..];
                    if (message.Sequence != _sequence) { continue; }
                    if (message.Type == NetlinkMessageType.NewQueue && QueueDiscipline.TryRead(message, out QueueDiscipline? queue, out _)) { found = queue; }
                    if (message.Type == NetlinkMessageType.Error) { return found; }
                }
            }
        }
    }
}
