using Weir.Tests.Fixtures;

namespace Weir.Tests.Traffic;

/// <summary>Two network namespaces of this test alone, joined by a veth pair: <c>va</c> with 10.77.0.1 and fd00:77::1, <c>vb</c> with 10.77.0.2 and fd00:77::2. Skips the test where they cannot be made.</summary>
internal sealed class TwoNamespaces : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-traffic-").FullName;
    private readonly string _id = $"{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}";

    private TwoNamespaces() { }

    /// <summary>The command line's program.</summary>
    public static string Weir => Path.Combine(AppContext.BaseDirectory, "Weir.Cli");

    /// <summary>A folder for files, removed at the end.</summary>
    public string Folder => _folder;

    /// <summary>Name of the first namespace.</summary>
    public string A => $"weir-a-{_id}";

    /// <summary>Name of the second one.</summary>
    public string B => $"weir-b-{_id}";

    /// <summary>Makes them.</summary>
    /// <param name="quiet">True sends nothing by itself: without IPv6, no packets but the test's.</param>
    public static async Task<TwoNamespaces> MakeAsync(bool quiet = false)
    {
        var made = new TwoNamespaces();
        string addresses = quiet
            ? $"for n in {made.A} {made.B}; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done"
            : $"ip -n {made.A} addr add 10.77.0.1/24 dev va; ip -n {made.B} addr add 10.77.0.2/24 dev vb; ip -n {made.A} addr add fd00:77::1/64 dev va nodad; ip -n {made.B} addr add fd00:77::2/64 dev vb nodad";
        // IPv6 begins to answer some time after the link has come up; what is sent before waits for a second question.
        string ready = quiet ? "" : $"; for i in $(seq 50); do ip netns exec {made.A} ping -6 -q -c 1 -W 1 fd00:77::2 >ping.log && break; sleep 0.1; done";
        Shell run = await Shell.RunAsync(
            $"set -e; ip netns add {made.A}; ip netns add {made.B}; ip link add va netns {made.A} type veth peer name vb netns {made.B}; {addresses}; "
            + $"ip -n {made.A} link set lo up; ip -n {made.B} link set lo up; ip -n {made.A} link set va up; ip -n {made.B} link set vb up{ready}", made._folder);
        if (run.ExitCode == 0) { return made; }
        await made.DisposeAsync();
        Assert.Skip($"network namespaces cannot be made here: {run.Error.Trim()}");
        return made;
    }

    /// <summary>Runs a script with bash in <see cref="Folder"/>: <c>$A</c> and <c>$B</c> run a command in a namespace, <c>$WEIR</c> is the program.</summary>
    public Task<Shell> RunAsync(string script) =>
        Shell.RunAsync(script, _folder, ("A", $"ip netns exec {A}"), ("B", $"ip netns exec {B}"), ("WEIR", Weir), ("NO_COLOR", "1"));

    /// <summary>Removes them.</summary>
    public async ValueTask DisposeAsync()
    {
        await Shell.RunAsync($"ip netns del {A}; ip netns del {B}", "/");
        Directory.Delete(_folder, recursive: true);
    }
}
