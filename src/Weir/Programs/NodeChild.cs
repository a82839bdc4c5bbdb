using Weir.Platform;

namespace Weir.Programs;

/// <summary>A program that this process started: in a node's namespaces, or where this process itself is.</summary>
internal sealed class NodeChild : INodeProcess
{
    private readonly OutputPipe _output = new();
    private readonly OutputPipe _error = new();
    private readonly ChildProcess _child;

    private NodeChild(Func<ChildOutput, ChildOutput, ChildProcess> start)
    {
        _child = start(_output.Take, _error.Take);
        Ended = EndAsync();
    }

    /// <inheritdoc/>
    public int Id => _child.Id;

    /// <inheritdoc/>
    public Stream Output => _output.Stream;

    /// <inheritdoc/>
    public Stream Error => _error.Stream;

    /// <inheritdoc/>
    public Stream? Input => _child.Input;

    /// <inheritdoc/>
    public Task<int> Ended { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="order">What to start.</param>
    /// <param name="folder">Where it runs when the order does not say.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="namespaces">The node; null for this process's own namespaces.</param>
    /// <param name="group">The node's control group; null for none.</param>
    /// <exception cref="WeirException">There is no such program, user or folder, or it cannot be started.</exception>
    public static NodeChild Start(ProcessOrder order, string folder, IReadOnlyDictionary<string, string> environment, HostNamespaces? namespaces = null, ControlGroup? group = null)
    {
        string place = order.Folder ?? folder;
        if (!Directory.Exists(place)) { throw new WeirException($"the folder {place}, in which '{order.Command[0]}' should run, is not there", 5); }
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry one in Environment.GetEnvironmentVariables()) { variables[(string)one.Key] = (string?)one.Value ?? ""; }
        foreach ((string name, string value) in environment) { variables[name] = value; }
        foreach ((string name, string value) in order.Environment) { variables[name] = value; }
        var options = new ChildOptions
        {
            Program = order.Command[0],
            Arguments = [.. order.Command.Skip(1)],
            Environment = variables,
            WorkingDirectory = place,
            User = order.User,
            Namespaces = namespaces,
            ControlGroup = group,
            OpenInput = order.HasInput,
            KillGroupAtExit = true,
            Yields = order.Yields,
        };
        try
        {
            return new NodeChild((output, error) => ChildProcess.Start(options with { Output = output, Error = error }));
        }
        catch (WeirException fault) when (fault.ExitCode == 2)
        {
            // A program that is not there is a program that failed; the file itself may be right, on another machine.
            throw new WeirException(fault.Message, 5, fault);
        }
    }

    /// <inheritdoc/>
    public void Signal(int signal) => _child.Signal(signal);

    /// <inheritdoc/>
    public (double CpuSeconds, long ResidentBytes) Usage() => _child.Usage() is { } usage ? ((usage.User + usage.System).TotalSeconds, usage.Resident) : default;

    /// <summary>Kills it when it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        _child.Dispose();
        await Ended.ConfigureAwait(false);
    }

    private async Task<int> EndAsync()
    {
        ChildExit exit = await _child.Exit.ConfigureAwait(false);
        _output.Complete();
        _error.Complete();
        return exit.Code;
    }
}
