using System.Net;
using System.Net.Sockets;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Asks every node of <c>to</c> from every node of <c>from</c> by echo requests: from the node's own network, or by the program ping in a node with a kernel of its own.</summary>
internal static class Echo
{
    /// <summary>Asks all pairs at once and gives what became of each, in the file's order.</summary>
    /// <exception cref="WeirException">A node has no address of the family, or cannot ask.</exception>
    public static async Task<IReadOnlyList<EchoTarget>> AskAsync(Settings settings, EchoOrder order, ICheckScene scene, CancellationToken cancellation)
    {
        IReadOnlyList<EchoTarget> all = Pairs(settings, scene);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] asking = [.. all.GroupBy(one => (one.From, one.Address.AddressFamily)).Select(group => AskFromAsync(group.Key.From, group.Key.AddressFamily, [.. group], order, scene, stop))];
        await Task.WhenAll(asking).ConfigureAwait(false);
        return all;
    }

    private static List<EchoTarget> Pairs(Settings settings, ICheckScene scene)
    {
        string family = settings.Form.IndexOf("family") < 0 ? "any" : settings.Text("family");
        var all = new List<EchoTarget>();
        IReadOnlyList<string> from = settings.Texts("from"), to = settings.Texts("to");
        foreach (string one in from)
        {
            IReadOnlyList<IPAddress> own = scene.AddressesOf(one);
            foreach (string other in to)
            {
                // Among many, a node with itself says nothing.
                if (one == other && (from.Count > 1 || to.Count > 1)) { continue; }
                IReadOnlyList<IPAddress> there = Peers.AddressesOf(scene, other);
                IPAddress? address = family switch
                {
                    "ipv4" => there.FirstOrDefault(each => each.AddressFamily == AddressFamily.InterNetwork) ?? throw new WeirException($"{other} has no IPv4 address"),
                    "ipv6" => there.FirstOrDefault(each => each.AddressFamily == AddressFamily.InterNetworkV6) ?? throw new WeirException($"{other} has no IPv6 address"),
                    _ => there.FirstOrDefault(each => own.Any(mine => mine.AddressFamily == each.AddressFamily)) ?? there[0],
                };
                all.Add(new EchoTarget(one, other, address));
            }
        }

        return all.Count > 0 ? all : throw new WeirException("there is no pair of different nodes");
    }

    private static async Task AskFromAsync(string from, AddressFamily family, EchoTarget[] targets, EchoOrder order, ICheckScene scene, CancellationTokenSource stop)
    {
        try
        {
            if (MemoryPeers.HostOf(scene, from) is { } memory)
            {
                await MemoryEcho.AskAsync(memory, targets, order, stop.Token).ConfigureAwait(false);
                return;
            }

            EchoSocket? socket = await OpenAsync(from, family, order, scene).ConfigureAwait(false);
            if (socket is null)
            {
                await EchoProgram.AskAsync(from, targets, order, scene, stop.Token).ConfigureAwait(false);
                return;
            }

            // A thread of its own waits for the answers: the times that it takes are not those of a busy pool. It is waited for also when the look is given up, so that nothing of it is left then.
            using (socket)
            {
                await Task.Factory.StartNew(() => new EchoSeries(socket, order, targets, scene.Time).Run(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
        catch
        {
            Cancel(stop);
            throw;
        }
    }

    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    // Null for a node whose network is not of this kernel.
    private static async Task<EchoSocket?> OpenAsync(string from, AddressFamily family, EchoOrder order, ICheckScene scene)
    {
        try
        {
            // Not to be cancelled: a socket that is opened after that would belong to nobody.
            return await scene.InsideAsync(from, () => new EchoSocket(family, order.Size)).ConfigureAwait(false);
        }
        catch (WeirException)
        {
            return null;
        }
        catch (SocketException fault)
        {
            throw new WeirException($"from {from} no echo request can be sent: {fault.Message}");
        }
    }
}
