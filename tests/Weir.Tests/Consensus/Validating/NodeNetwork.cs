using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Consensus.Chain;
using Weir.Consensus.Peers;
using Weir.Consensus.Validating;
using Weir.Consensus.Validating.Faults;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Validating;

/// <summary>A network of whole nodes on the loopback interface, in one process, each with its chain in memory.</summary>
internal sealed class NodeNetwork : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-network").FullName;
    private readonly bool _multichannel;
    private readonly ConsensusNode?[] _nodes;

    public NodeNetwork(int count, bool multichannel = false)
    {
        _multichannel = multichannel;
        Plan = new NetworkPlan { Count = count, Port = FreePorts(count), Seed = "test" };
        NetworkFolder.Create(Folder, Plan, Curves.Best);
        Files = new NetworkFolder(Folder);
        Genesis = Genesis.Load(Files.Genesis);
        _nodes = new ConsensusNode?[count];
        Chains = [.. Enumerable.Range(0, count).Select(_ => LocalChain.Open(Genesis, null))];
    }

    public string Folder => Path.Combine(_folder, "network");

    public NetworkPlan Plan { get; }

    public NetworkFolder Files { get; }

    public Genesis Genesis { get; }

    public LocalChain[] Chains { get; }

    public ILogger Log { get; init; } = NullLogger.Instance;

    public ConcurrentQueue<string> Notes { get; } = new();

    public IReadOnlyList<ConsensusNode?> Nodes => _nodes;

    public byte[] KeyOf(int index) => NodeKeyFile.Load(Files.KeyOf(index + 1));

    public void Start(int index, string? fault = null, string? log = null)
    {
        var identity = new PeerIdentity(Curves.Best, KeyOf(index)) { IsMultichannel = _multichannel };
        int port = Plan.PortOf(index + 1);
        var node = new ConsensusNode(
            new NodeOptions
            {
                Identity = identity, NetworkId = 2019,
                Peers = new PeerOptions { Ports = _multichannel ? [port, port + 1] : [port], StaticNodes = StaticNodes.Load(Files.StaticNodes!), Courtesy = TimeSpan.FromMilliseconds(200), FirstPause = TimeSpan.FromMilliseconds(200) },
                Fault = fault is null ? null : FaultKinds.Create(fault, new FaultScene(identity, Genesis.Validators, TimeSpan.FromSeconds(3))),
                Messages = log is null ? null : new MessageLog(log, MachineClock.Instance),
                Log = Log,
                Noted = note => Notes.Enqueue($"{index}: {note}"),
            },
            Chains[index], MachineClock.Instance);
        _nodes[index] = node;
        node.Start();
    }

    public async Task StopAsync(int index)
    {
        if (_nodes[index] is { } node) { await node.DisposeAsync(); }
        _nodes[index] = null;
    }

    /// <summary>Waits until all nodes that run have a block.</summary>
    public Task UntilAsync(ulong number, int seconds) =>
        UntilAsync(() => Enumerable.Range(0, _nodes.Length).All(i => _nodes[i] is null || Chains[i].Head.Header.Number >= number), seconds, $"block {number}");

    public async Task UntilAsync(Func<bool> holds, int seconds, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!holds())
        {
            foreach (ConsensusNode? node in _nodes) { if (node?.Failure.IsFaulted == true) { await node.Failure; } }
            try { await Task.Delay(20, limit.Token); }
            catch (OperationCanceledException) { throw new ShouldAssertException($"{what} did not come; heads {string.Join(", ", Chains.Select(chain => chain.Head.Header.Number))}; {string.Join("\n", Notes)}"); }
        }
    }

    /// <summary>Safety: one block of each number, and one state.</summary>
    public void ShouldAgree()
    {
        ulong highest = Chains.Max(chain => chain.Head.Header.Number);
        for (ulong number = 1; number <= highest; number++)
        {
            Chains.Select(chain => chain.TryGet(number, out Block? block) ? block!.Header : null).OfType<BlockHeader>().Select(header => (header.Hash, header.Root)).Distinct().Count().ShouldBe(1, $"block {number}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (int i = 0; i < _nodes.Length; i++) { await StopAsync(i); }
        foreach (LocalChain chain in Chains) { chain.Dispose(); }
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A port after which enough others are free too, below those that the kernel gives out.</summary>
    private static int FreePorts(int count)
    {
        for (int first = 20_000 + (Environment.ProcessId % 200 * 40); ; first += 2 * count)
        {
            var held = new List<Socket>();
            try
            {
                for (int i = 0; i < 2 * count; i++)
                {
                    var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
                    held.Add(socket);
                    socket.Bind(new IPEndPoint(IPAddress.IPv6Any, first + i));
                }

                return first;
            }
            catch (SocketException) when (first < 32_000)
            {
                continue;
            }
            finally
            {
                foreach (Socket socket in held) { socket.Dispose(); }
            }
        }
    }
}
