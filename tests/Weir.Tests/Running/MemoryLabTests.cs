using System.Text.Json;
using Weir.Cli;
using Weir.Declaration;
using Weir.Running.InMemory;
using Weir.Tests.Cli;
using Weir.Tests.Fixtures;
using Weir.Tests.Lab;

namespace Weir.Tests.Running;

/// <summary>What only labs in memory promise: no rights, a clock of their own, the same bytes each time; and what they cannot have.</summary>
public sealed class MemoryLabTests
{
    // Loss, jitter, TCP, UDP, an event, checks at several times: everything that could differ.
    private const string Busy = """
        seed: 11
        nodes:
          s[1..2]: { kind: memory-bridge }
          r1: { kind: memory-router }
          h[1..3]: { kind: memory }
        links:
          - h[1..2] -- s1
          - s1 -- r1: { delay: 2 ms, jitter: 1 ms, loss: 3 %, duplicate: 1 %, reorder: 2 %, corrupt: 1 %, rate: 10 Mbit/s }
          - r1 -- s2
          - h3 -- s2
        programs:
          web: { on: h3, kind: http-server, port: 80, ready: { tcp: 80 } }
          get: { on: h1, kind: http-get, url: "http://h3/", count: 20, interval: 100 ms, after: web }
          sink: { on: h3, kind: tcp-sink, port: 5000, ready: { log: listening } }
          send: { on: h2, kind: tcp-send, to: h3, port: 5000, time: 3 s, rate: 5 Mbit/s, after: sink, restart: always }
          count: { on: h3, kind: udp-sink, port: 5001, ready: { udp: 5001 } }
          flood: { on: h1, kind: udp-send, to: h3, port: 5001, time: 4 s, rate: 3 Mbit/s, after: count }
          talk: { on: h2, kind: ping, to: "h3", interval: 50 ms }
        captures:
          - at: s1
          - at: r1-eth1
            filter: tcp
            files: 2
            size: 256 KiB
        events:
          - { at: 2 s, link: { r1 -- s2: down } }
          - { at: 2500 ms, link: { r1 -- s2: up } }
          - { at: 3 s, every: 200 ms, times: 5, mark: { text: tick } }
          - { at: 4 s, program: { web: restart } }
          - { at: 5 s, interface: { h1-eth0: down } }
        checks:
          - ping: { from: "h[1..3]", to: "h[1..3]", loss: 60 % }
            within: 9 s
          - { interface: { name: h1-eth0, up: false }, at: end }
          - { interface: h2-eth0, always: true, every: 300 ms }
          - { throughput: { from: h2, to: h3, above: 1 bit/s, time: 500 ms }, at: 6 s }
          - { packets: { at: s1, where: tcp, above: 100 } }
        duration: 10 s
        """;

    [Fact]
    public async Task The_same_file_and_seed_give_the_same_bytes_of_every_capture_log_and_check()
    {
        using var folder = new LabFolder(privileged: false);
        for (int i = 0; i < 2; i++)
        {
            (int exit, JsonElement json, string error) = await folder.RunAsync("busy", Busy);
            exit.ShouldBe(0, error + json);
        }

        string[] first = Files(folder.Runs[0]), second = Files(folder.Runs[1]);
        second.ShouldBe(first);
        first.Count(file => file.EndsWith(".pcapng", StringComparison.Ordinal)).ShouldBe(3);
        foreach (string file in first.Where(file => file is not ("host.json" or "verdict.json" or "report.html")))
        {
            File.ReadAllBytes(Path.Combine(folder.Runs[1], file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder.Runs[0], file))).ShouldBeTrue(file);
        }
    }

    [Fact]
    public async Task Another_seed_gives_other_bytes()
    {
        using var folder = new LabFolder(privileged: false);
        await folder.RunAsync("busy", Busy);
        await folder.RunAsync("busy", Busy.Replace("seed: 11", "seed: 12", StringComparison.Ordinal));
        File.ReadAllBytes(Path.Combine(folder.Runs[1], "captures", "s1.pcapng")).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder.Runs[0], "captures", "s1.pcapng"))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_minute_passes_in_far_less()
    {
        using var folder = new LabFolder(privileged: false);
        (int exit, JsonElement json, string error) = await folder.RunAsync("minute", """
            nodes: { "h[1..2]": { kind: memory } }
            links: [h1 -- h2]
            programs:
              talk: { on: h1, kind: ping, to: h2, count: 50, ready: { log: "seq 50", timeout: 60 s }, expect: { exit: 0 } }
            checks:
              - { exit: talk, at: end }
            duration: 60 s
            """);
        exit.ShouldBe(0, error);
        json.GetProperty("checks")[0].GetProperty("seconds").GetDouble().ShouldBe(60);
        json.GetProperty("durations").GetProperty("run").GetDouble().ShouldBeLessThan(20);
    }

    [Fact]
    public async Task It_runs_without_any_right()
    {
        string folder = Directory.CreateTempSubdirectory("weir-nobody-").FullName;
        try
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
            string file = Path.Combine(folder, "busy.lab.yaml");
            File.WriteAllText(file, Busy);
            string nobody = Environment.IsPrivilegedProcess ? "setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs " : "";
            Shell run = await Shell.RunAsync($"WEIR_RUNS=runs WEIR_REGISTRY={folder}/registry DOTNET_CLI_HOME={folder} HOME={folder} {nobody}dotnet '{Path.Combine(AppContext.BaseDirectory, "Weir.Cli.dll")}' run '{file}'", folder);
            run.ShouldExit(0).Out.ShouldContain("pass, trustworthy");
            Directory.GetFiles(Path.Combine(folder, "registry")).ShouldBeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Tshark_finds_no_fault_in_what_the_stacks_sent()
    {
        using var folder = new LabFolder(privileged: false);
        if ((await Shell.RunAsync("command -v tshark", folder.Root)).ExitCode != 0) { Assert.Skip("tshark is not here"); }
        CliRun run = await folder.WeirAsync("run", Repository.PathOf("examples", "memory", "memory.lab.yaml"));
        run.ExitCode.ShouldBe(0, run.Out + run.Error);
        string look = $"tshark -r '{folder.Runs[0]}/captures/s1.pcapng' -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE";
        (await Shell.RunAsync($"{look} -Y 'ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0 || icmp.checksum.status == 0 || icmpv6.checksum.status == 0 || _ws.malformed'", folder.Root)).ShouldExit(0).Out.ShouldBeEmpty();
        // Nothing wrong among nothing would say nothing.
        string[] protocols = (await Shell.RunAsync($"{look} -T fields -e _ws.col.Protocol | sort | uniq -c | sort -rn", folder.Root)).ShouldExit(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string protocol in (string[])["TCP", "HTTP", "ICMPv6", "ICMP", "ARP"]) { protocols.ShouldContain(line => line.EndsWith(" " + protocol, StringComparison.Ordinal), protocol); }
    }

    [Fact]
    public async Task A_lab_that_would_never_end_is_ended_and_says_what_to_write()
    {
        using var folder = new LabFolder(privileged: false);
        (int exit, JsonElement json, _) = await folder.RunAsync("endless", """
            nodes: { "h[1..2]": { kind: memory } }
            links: [h1 -- h2]
            programs:
              talk: { on: h1, kind: ping, to: h2, interval: 10 s }
            """);
        exit.ShouldBe(6);
        json.GetProperty("reasons")[0].GetString()!.ShouldContain("'duration: 10 s'");
    }

    [Fact]
    public async Task It_cannot_stay_up()
    {
        using var folder = new LabFolder(privileged: false);
        CliRun run = await folder.WeirAsync("up", folder.Write("up", "nodes: { a: { kind: memory } }"));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("use 'weir run'");
    }

    [Theory]
    [InlineData("nodes: { a: { kind: memory }, b: {} }", 1, 31, "kind: memory")]
    [InlineData("nodes: { a: { kind: memory, sysctls: { x: y } } }", 1, 29, "kind: host")]
    [InlineData("nodes: { a: { kind: memory }, b: { kind: memory } }\nlinks: [{ a -- b: { backend: engine } }]", 2, 21, "leave 'backend' away")]
    [InlineData("nodes: { \"s[1..3]\": { kind: memory-bridge } }\nlinks:\n  - s1 -- s2 -- s3\n  - s1 -- s3", 4, 5, "remove a link of the loop")]
    [InlineData("nodes: { a: { kind: memory } }\nprograms:\n  p: { on: a, run: ls }", 3, 3, "ping, http-server, http-get")]
    [InlineData("nodes: { a: { kind: memory } }\nprograms:\n  p: { on: a, kind: tcp-sink, port: 1, user: root }", 3, 3, "kind: host")]
    [InlineData("nodes: { a: { kind: memory } }\nprograms:\n  p: { on: a, kind: tcp-sink, port: 1, ready: { file: /x } }", 3, 49, "tcp, udp, log or delay")]
    [InlineData("nodes: { a: { kind: memory } }\nchecks:\n  - command: { on: a, run: ls }", 3, 14, "kind: host")]
    [InlineData("nodes: { a: { kind: memory } }\nchecks:\n  - file: { on: a, path: /x }", 3, 11, "kind: host")]
    [InlineData("nodes: { a: { kind: memory } }\nevents:\n  - { at: 1 s, exec: { on: a, run: ls } }", 3, 22, "kind: host")]
    [InlineData("nodes: { a: { kind: memory } }\nprograms: { p: { on: a, kind: tcp-sink, port: 1 } }\nevents:\n  - { at: 1 s, program: { p: pause } }", 4, 30, "kind: host")]
    public void What_needs_a_kernel_is_a_mistake_with_its_place_and_a_hint(string text, int line, int column, string hint)
    {
        Mistake mistake = LabText.Mistakes(text).ShouldHaveSingleItem();
        (mistake.Place.Line, mistake.Place.Column).ShouldBe((line, column), mistake.Message);
        mistake.Hint!.ShouldContain(hint);
    }

    [Fact]
    public void Every_kind_of_program_that_says_it_runs_in_memory_does() =>
        Composition.Vocabulary.Programs.Where(kind => kind.WorksInMemory(Settings.Empty(kind.Form))).Select(kind => kind.Form.Name).Order().ShouldBe(MemoryPrograms.Kinds.Order());

    private static string[] Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
}
