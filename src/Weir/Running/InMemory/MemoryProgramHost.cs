using System.Net;
using Weir.Lab.Plan;
using Weir.Memory;
using Weir.Programs;

namespace Weir.Running.InMemory;

/// <summary>Starts one program of a plan on a node in memory; paths that it names start from <paramref name="folder"/>.</summary>
internal sealed class MemoryProgramHost(MemoryHost host, LabPlan lab, ProgramPlan plan, string folder) : IProgramHost
{
    private int _started;

    /// <inheritdoc/>
    public string Name => host.Name;

    /// <inheritdoc/>
    public Task<INodeProcess> StartAsync(ProcessOrder order, CancellationToken cancellation) =>
        Task.FromResult<INodeProcess>(new MemoryProcess(++_started, host, MemoryPrograms.Of(plan, Resolve, folder)));

    /// <inheritdoc/>
    public Task<bool> ListensAsync(int port, bool udp, CancellationToken cancellation) => Task.FromResult(host.Listens(port, udp));

    // The names of the lab are known as they stand in each node's hosts file.
    private IPAddress Resolve(string name)
    {
        if (IPAddress.TryParse(name.Trim('[', ']'), out IPAddress? address)) { return address; }
        if (name == "localhost") { return IPAddress.Loopback; }
        return lab.InterfacesAt(name).SelectMany(one => one.Addresses).FirstOrDefault().Address ?? throw new WeirException($"'{name}' is no address, and no name that this lab knows");
    }
}
