using System.Diagnostics;
using System.Globalization;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Running;

/// <summary>What looks like a part of a run and is none: a namespace of another's with interfaces named as in a lab, a process in it, a process with the mark of another run, a plain process. Removing a run must leave all.</summary>
internal sealed class Decoys : IAsyncDisposable
{
    private readonly string _network = string.Create(CultureInfo.InvariantCulture, $"other-{Environment.ProcessId}");
    private readonly List<Process> _processes = [];

    /// <summary>Makes them.</summary>
    public static async Task<Decoys> MakeAsync()
    {
        var decoys = new Decoys();
        string n = decoys._network;
        (await Shell.RunAsync($"ip netns add {n} && ip -n {n} link add veth0 type veth peer name s1-eth1 && ip -n {n} link add s1 type bridge", "/")).ShouldExit(0);
        decoys.Begin("ip", ["netns", "exec", n, "sleep", "3000"]);
        decoys.Begin("sleep", ["3000"]);
        decoys.Begin("sleep", ["3000"], ("WEIR_RUN", "weir:other"));
        return decoys;
    }

    /// <summary>Fails when one is gone.</summary>
    public async Task ShouldLiveAsync()
    {
        foreach (Process process in _processes) { process.HasExited.ShouldBeFalse($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} was killed"); }
        Shell links = (await Shell.RunAsync($"ip -n {_network} -br link", "/")).ShouldExit(0);
        foreach (string name in (string[])["veth0@", "s1-eth1@", "s1 "]) { links.Out.ShouldContain(name); }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in _processes)
        {
            process.Kill();
            process.Dispose();
        }

        await Shell.RunAsync($"ip netns delete {_network}", "/");
    }

    private void Begin(string program, string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, args);
        foreach ((string name, string value) in environment) { start.Environment[name] = value; }
        _processes.Add(PeerProcess.Start(start));
    }
}
