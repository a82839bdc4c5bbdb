using System.Net.Sockets;
using Weir.Control;
using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Control;

/// <summary>A switch that a test plays: it speaks the protocol with our codecs over a real connection.</summary>
internal sealed class SpokenSwitch : IAsyncDisposable
{
    private readonly OpenFlowConnection _connection;

    private SpokenSwitch(OpenFlowConnection connection) => _connection = connection;

    public OpenFlowVersion Version => _connection.Version;

    /// <summary>What came during the handshake.</summary>
    public List<OpenFlowMessage> Handshake { get; } = [];

    /// <summary>Connects, and answers what a controller asks of a new switch.</summary>
    public static async Task<SpokenSwitch> ConnectAsync(RunningController controller, ulong datapath = 1, int ports = 4, uint versions = OpenFlowConnection.AllVersions)
    {
        Socket socket = await controller.At.ConnectAsync(CancellationToken.None);
        SpokenSwitch one = new(new OpenFlowConnection(new NetworkStream(socket, ownsSocket: true), "test"));
        (await one._connection.NegotiateAsync(versions, CancellationToken.None)).ShouldBeTrue(one._connection.EndReason);
        PortDescription[] all = [.. Enumerable.Range(1, ports).Select(n => new PortDescription { Number = (uint)n, Name = $"p{n}", Address = new MacAddress((datapath << 8) | (uint)n) })];
        bool is10 = one.Version == OpenFlowVersion.OpenFlow10;
        bool isReady = false;
        while (!isReady)
        {
            OpenFlowMessage message = await one.NextAsync();
            one.Handshake.Add(message);
            isReady = message.Type == OpenFlowType.BarrierRequest;
            OpenFlowMessage? answer = message switch
            {
                SimpleMessage { Type: OpenFlowType.FeaturesRequest } => new FeaturesReply { DatapathId = datapath, Tables = 1, Ports = is10 ? all : [] },
                MultipartRequest { Kind: MultipartKind.PortDescription } => new MultipartReply(MultipartKind.PortDescription, [.. all.Select(port => new PortDescriptionEntry(port))]),
                SimpleMessage { Type: OpenFlowType.BarrierRequest } => new SimpleMessage(OpenFlowType.BarrierReply),
                _ => null,
            };
            if (answer is not null) { await one.SendAsync(answer with { TransactionId = message.TransactionId }); }
        }

        await controller.SaysAsync($"{datapath:x16} connected");
        return one;
    }

    public async Task SendAsync(OpenFlowMessage message) => await _connection.SendAsync(message.Encode(Version), CancellationToken.None);

    /// <summary>A packet that no flow matched.</summary>
    public Task PacketAsync(uint port, byte[] frame, uint buffer = PacketIn.NoBuffer) =>
        SendAsync(new PacketIn { BufferId = buffer, TotalLength = (ushort)frame.Length, Match = FlowMatch.All.With(new MatchField(OxmField.InPort, port)), Data = frame });

    /// <summary>The next message; the test fails when none comes.</summary>
    public async Task<OpenFlowMessage> NextAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        return await _connection.ReceiveAsync(limit.Token) ?? throw new InvalidOperationException($"the connection ended: {_connection.EndReason}");
    }

    /// <summary>The next message of a kind.</summary>
    public async Task<T> NextAsync<T>()
        where T : OpenFlowMessage
    {
        while (true)
        {
            if (await NextAsync() is T wanted) { return wanted; }
        }
    }

    /// <summary>True when the controller ends the connection.</summary>
    public async Task<bool> EndsAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        while (await _connection.ReceiveAsync(limit.Token) is not null) { }
        return true;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
