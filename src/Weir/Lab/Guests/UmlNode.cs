using System.Globalization;
using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;
using Weir.Programs.Guests;
using Weir.Telemetry;

namespace Weir.Lab.Guests;

/// <summary>
/// A User Mode Linux machine while it stands: a process in the lab's own namespace whose interfaces are taps there. Its first program is Weir's agent, which sets up the network and starts programs for the
/// run; the agent speaks over a serial line that is the process's standard input and output. The console goes to <c>logs/NODE.console.log</c>.
/// </summary>
internal sealed class UmlNode : LabNode, IProgramHost
{
    // A guest boots in two seconds on an idle machine.
    private static readonly TimeSpan s_bootLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_haltLimit = TimeSpan.FromSeconds(5);

    private readonly LabNetwork _lab;
    private readonly LabSurroundings _surroundings;
    private HostNamespaces? _place;
    private NodeChild? _kernel;
    private GuestChannel? _channel;
    private Task _console = Task.CompletedTask;
    private bool _disposed;

    public UmlNode(NodePlan plan, LabNetwork network) : base(plan)
    {
        _lab = network;
        _surroundings = network.Surroundings;
    }

    /// <inheritdoc/>
    public override NetworkNamespace Network => _lab.Core;

    /// <inheritdoc/>
    public override IProgramHost Programs => this;

    /// <inheritdoc/>
    public override bool TakesTaps => true;

    /// <inheritdoc/>
    public string Name => Plan.Name;

    /// <inheritdoc/>
    public override string State => _channel is not { } channel || !channel.Ready.IsCompleted ? "booting" : channel.Ended.IsCompleted ? "gone" : "up";

    /// <summary>Boots the kernel and waits for its agent.</summary>
    public override async Task StartAsync(CancellationToken cancellation)
    {
        string folder = OwnFolder;
        Directory.CreateDirectory(folder);
        string start = GuestFiles.Write(folder, Plan, _lab.Plan, _surroundings);
        _place = HostNamespaces.Create(Network, new HostNamespaceOptions());
        var own = new Dictionary<string, string> { ["TMPDIR"] = folder };
        _kernel = NodeChild.Start(new ProcessOrder(Command(folder, start), own, HasInput: true), folder, _surroundings.EnvironmentOf(Plan.Name), _place);
        _surroundings.Log.GuestStarted(Plan.Name, _kernel.Id);
        _console = WriteConsoleAsync(_kernel.Error);
        _channel = new GuestChannel(new DuplexStream(_kernel.Output, _kernel.Input!), Plan.Name, _surroundings.Log);
        using var limit = new CancellationTokenSource(s_bootLimit, _surroundings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await _channel.Ready.WaitAsync(either.Token).ConfigureAwait(false);
            _surroundings.Log.GuestReady(Plan.Name);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested)
        {
            throw new WeirException($"node {Plan.Name} has not booted after {s_bootLimit.TotalSeconds:0} s; its console is in {ConsoleLog}", 4, late);
        }
        catch (WeirException fault)
        {
            throw new WeirException($"node {Plan.Name} did not boot: {fault.Message} (its console is in {ConsoleLog})", 4, fault);
        }
    }

    /// <inheritdoc/>
    public Task<INodeProcess> StartAsync(ProcessOrder order, CancellationToken cancellation)
    {
        // The agent was started by the guest's kernel, which knows nothing of the run: what programs of every node find in their environment is sent along.
        Dictionary<string, string> environment = _surroundings.EnvironmentOf(Plan.Name);
        foreach ((string name, string value) in order.Environment) { environment[name] = value; }
        return Channel.StartAsync(order with { Folder = order.Folder ?? _surroundings.WorkingFolder, Environment = environment }, cancellation);
    }

    /// <inheritdoc/>
    public Task<bool> ListensAsync(int port, bool udp, CancellationToken cancellation) => Channel.ListensAsync(port, udp, cancellation);

    /// <inheritdoc/>
    public override void RewriteHosts()
    {
        if (_channel is not null) { GuestFiles.WriteHosts(OwnFolder, _lab.Plan); }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_disposed) { return; }
        _disposed = true;
        if (_kernel is not null)
        {
            try
            {
                await Channel.ShutdownAsync().ConfigureAwait(false);
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException or WeirException)
            {
                _surroundings.Log.GuestGone(Plan.Name, gone);
                // It went down by itself; what follows takes away what is left.
                _kernel.Signal(Signals.Kill);
            }

            await Task.WhenAny(_kernel.Ended, Task.Delay(s_haltLimit, _surroundings.Time)).ConfigureAwait(false);
            _kernel.Signal(Signals.Kill);
        }

        if (_channel is not null) { await _channel.DisposeAsync().ConfigureAwait(false); }
        if (_kernel is not null) { await _kernel.DisposeAsync().ConfigureAwait(false); }
        _place?.Dispose();
        await _console.ConfigureAwait(false);
    }

    private GuestChannel Channel => _channel ?? throw new WeirException($"node {Plan.Name} has not booted");

    private string OwnFolder => Path.Combine(_surroundings.Folder, "guests", Plan.Name);

    private string ConsoleLog => Path.Combine(_surroundings.Folder, "logs", Plan.Name + ".console.log");

    private List<string> Command(string folder, string start)
    {
        // A kernel takes its command line apart at spaces, whatever stands around them.
        if ($"{folder}{start}".Contains(' ', StringComparison.Ordinal)) { throw new WeirException($"node {Plan.Name}: a kernel of User Mode Linux cannot be given a path with a space: {folder} (the variable WEIR_RUNS names another place for runs)", 3); }
        var words = new List<string>
        {
            Plan.Settings.Text("kernel"),
            string.Create(CultureInfo.InvariantCulture, $"mem={Plan.Settings.Size("ram").Bytes >> 20}M"),
            "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", $"init={start}",
            // The agent's line is the second console; the first is the log.
            "con=null", "con0=null,fd:2", "con1=fd:0,fd:1", "ssl=null", $"umid={Plan.Name}", $"uml_dir={folder}", "quiet",
        };
        for (int i = 0; i < Plan.Interfaces.Count; i++)
        {
            InterfacePlan one = Plan.Interfaces[i];
            words.Add(string.Create(CultureInfo.InvariantCulture, $"vec{i}:transport=tap,ifname={one.KernelName},depth=128,gro=1,mac={one.Mac}"));
        }

        words.AddRange(Plan.Settings.Texts("options"));
        return words;
    }

    private async Task WriteConsoleAsync(Stream console)
    {
        var file = new FileStream(ConsoleLog, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        await using (file.ConfigureAwait(false))
        {
            byte[] piece = new byte[4096];
            int read;
            while ((read = await console.ReadAsync(piece).ConfigureAwait(false)) > 0)
            {
                await file.WriteAsync(piece.AsMemory(0, read)).ConfigureAwait(false);
                await file.FlushAsync().ConfigureAwait(false);
            }
        }
    }
}
