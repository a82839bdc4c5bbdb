using System.Reflection;
using System.Text.Json;
using Weir.Capabilities;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;
using Weir.Tests.Running;

namespace Weir.Tests.Capabilities;

/// <summary>What the doctor says is compared with what other programs can do here, and with machines that lack something.</summary>
[Collection("the machine's processes")]
public sealed class DoctorTests : IDisposable
{
    private const string Tool = "dotnet";
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-doctor-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_line_that_an_error_names_is_there_and_every_name_is_one_word()
    {
        string[] names = [.. MachineCapabilities.All.Select(one => one.Name)];
        names.Distinct().Count().ShouldBe(names.Length);
        names.Where(name => !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')).ShouldBeEmpty();
        string[] named = [.. typeof(MachineCapability).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];
        named.Length.ShouldBeGreaterThan(5);
        named.Except(names).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_says_yes_where_other_programs_succeed_and_no_where_they_fail()
    {
        RootOnly.Skip();
        Shell said = (await ToolRun.RunAsync(_folder, "doctor", "--json")).ShouldExit(0);
        using var json = JsonDocument.Parse(said.Out);
        json.RootElement.GetProperty("labsCanRun").GetBoolean().ShouldBeTrue();
        var states = json.RootElement.GetProperty("capabilities").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one);
        states.Count.ShouldBe(MachineCapabilities.All.Count);
        foreach (JsonElement one in states.Values)
        {
            one.GetProperty("matters").GetString().ShouldNotBeNullOrWhiteSpace();
            one.GetProperty("found").GetString().ShouldNotBeNullOrWhiteSpace();
            bool well = one.GetProperty("state").GetString() == "yes";
            one.GetProperty("remedy").ValueKind.ShouldBe(well ? JsonValueKind.Null : JsonValueKind.String, one.ToString());
            if (one.GetProperty("required").GetBoolean()) { one.GetProperty("state").GetString().ShouldNotBe("no", one.ToString()); }
        }

        const string Inside = "unshare --net -- sh -c 'ip link add one type veth peer name two && ";
        await AgreeAsync(states, "veth", "unshare --net -- ip link add one type veth peer name two");
        await AgreeAsync(states, "bridge", "unshare --net -- ip link add one type bridge");
        await AgreeAsync(states, "tbf", Inside + "tc qdisc add dev one root tbf rate 8mbit burst 20kb limit 100kb'");
        await AgreeAsync(states, "netem", Inside + "tc qdisc add dev one root netem delay 1ms'");
        await AgreeAsync(states, "tap", "unshare --net -- ip tuntap add dev one mode tap");
        await AgreeAsync(states, "setpriv", "setpriv --pdeathsig KILL true");
        await AgreeAsync(states, "tshark", "tshark --version");
        await AgreeAsync(states, "uml", "linux.uml --version");
        (await Shell.RunAsync("ls -d /sys/fs/cgroup/*/weir:doctor* /tmp/weir-doctor-[A-Za-z0-9]*", "/")).Out.Split('\n').Where(line => line.Length > 0 && !line.StartsWith(_folder, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_line_that_is_asked_for_says_what_needs_it()
    {
        CliRun run = await CliRun.RunAsync("doctor", "compression");
        run.ShouldExit(0).Out.ShouldContain("matters:");
        run.Out.Split('\n').Count(line => line.StartsWith("compression ", StringComparison.Ordinal)).ShouldBe(1);
        run.Out.ShouldNotContain("labs can run here", Case.Sensitive, "nothing else was looked at");
        (await CliRun.RunAsync("doctor", "compresion")).ShouldExit(2).Error.ShouldContain("did you mean 'compression'?");
        (await CliRun.RunAsync("complete", "--", "doctor", "neigh")).Out.ShouldBe("neighbour-table\n");
    }

    [Fact]
    public async Task Without_taps_labs_can_run_and_the_error_of_one_that_needs_them_names_the_line()
    {
        RootOnly.Skip();
        const string Hidden = "unshare --mount -- sh -c 'mount --bind /dev/null /dev/net/tun && exec \"$0\" \"$@\"' ";
        Shell doctor = (await WeirAsync(Hidden, "doctor --json tap")).ShouldExit(0);
        using var json = JsonDocument.Parse(doctor.Out);
        JsonElement line = json.RootElement.GetProperty("capabilities")[0];
        line.GetProperty("state").GetString().ShouldBe("no");
        line.GetProperty("remedy").GetString()!.ShouldContain("/dev/net/tun");
        File.WriteAllText(Path.Combine(_folder, "tap.lab.yaml"), "name: tap\nnodes:\n  h[1..2]: {}\nlinks:\n  - h1 -- h2: { delay: 1 ms }\n");
        (await WeirAsync(Hidden, "run tap.lab.yaml")).ShouldExit(3).Error.ShouldContain("weir doctor tap");
    }

    [Fact]
    public async Task Where_no_user_namespace_can_be_made_it_ends_with_3_and_names_the_setting()
    {
        RootOnly.Skip();
        // A user namespace whose own limit is none, and in it a superuser without any right: as an ordinary user is where the machine's limit is none.
        const string Powerless = "unshare --user --map-root-user -- sh -c 'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all --inh-caps=-all -- \"$0\" \"$@\"' ";
        Shell doctor = (await WeirAsync(Powerless, "doctor rights network-namespaces")).ShouldExit(3);
        doctor.Out.ShouldContain("user.max_user_namespaces is 0");
        doctor.Out.ShouldContain("sysctl -w user.max_user_namespaces=");
        doctor.Out.ShouldContain("labs cannot run here: rights, network-namespaces");
    }

    private Task<Shell> WeirAsync(string before, string args) =>
        Shell.RunAsync($"{before}{Tool} '{Path.Combine(AppContext.BaseDirectory, "Weir.Cli.dll")}' {args}", _folder, ("WEIR_RUNS", Path.Combine(_folder, "runs")), ("WEIR_REGISTRY", Path.Combine(_folder, "registry")));

    private static async Task AgreeAsync(Dictionary<string, JsonElement> states, string name, string command)
    {
        Shell peer = await Shell.RunAsync(command, "/");
        (states[name].GetProperty("state").GetString() == "yes").ShouldBe(peer.ExitCode == 0, $"{states[name]}\n{command}: {peer.ExitCode} {peer.Error}");
    }
}
