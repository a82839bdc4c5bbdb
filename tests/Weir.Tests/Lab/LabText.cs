using Weir.Cli;
using Weir.Declaration;
using Weir.Lab;
using Weir.Lab.Plan;

namespace Weir.Tests.Lab;

/// <summary>Lab files as texts, read without a disk.</summary>
internal static class LabText
{
    /// <summary>What the text is called in mistakes.</summary>
    public const string Name = "test.lab.yaml";

    /// <summary>A file that uses most of what there is.</summary>
    public const string Rich = """
        name: rich
        description: Most of what a lab file can say
        seed: 7
        vars:
          clients: 3
          line: 20 Mbit/s
        nodes:
          s[1..2]: { kind: bridge }
          r1: { kind: router }
          h[1..${clients}]:
            memory: 64 MiB
          server:
            memory: 256 MiB
            cpus: 0.5
            pids: 100
        links:
          - h[1..${clients}] -- s1
          - server -- s2
          - s1 -- r1: { rate: "${line}", delay: 10 ms, jitter: 1 ms, loss: 0.1 % }
          - r1 -- s2:
              delay: 5 ms
              queue: 100 packets
              to: { s2: { loss: 1 % } }
        programs:
          web:
            on: server
            kind: http-server
            port: 8080
            ready: { tcp: 8080 }
          load[1..${clients}]:
            on: h{n}
            run: curl -sf http://server:8080/
            after: web
            expect: { exit: 0 }
            restart: on-failure
            env: { CLIENT: "{n}" }
        captures:
          - at: s1
            filter: tcp port 8080
          - { at: [server, h1-eth0], name: ends, direction: in }
        events:
          - at: 3 s
            link: { r1 -- s2: down }
          - at: 4 s
            link: { r1 -- s2: { up: true, rate: 5 Mbit/s } }
          - at: 5 s
            program: { web: restart }
        checks:
          - ping: { from: "h*", to: server }
            within: 8 s
          - rtt: { from: h1, to: server, below: 100 ms }
          - http: { from: h1, url: http://server:8080/, status: 200 }
          - packets: { at: s1, where: tcp.flags.reset == 1, count: 0 }
            name: no-resets
          - exit: load1
            at: end
          - interface: { name: server-eth0, mtu: 1500 }
            always: true
        duration: 10 s

        """;

    /// <summary>Reads a text; <paramref name="files"/> are those that it may include.</summary>
    public static LabReading Read(string text, IReadOnlyList<KeyValuePair<string, string>>? sets = null, Func<string, string?>? environment = null, Dictionary<string, string>? files = null) =>
        LabFile.Read(Name, Composition.Vocabulary, new LabReadOptions
        {
            Sets = sets ?? [],
            Environment = environment ?? (_ => null),
            ReadFile = path => path == Name ? text : files?.GetValueOrDefault(path) ?? throw new FileNotFoundException($"there is no {path}"),
        });

    /// <summary>The plan of a text that must be right.</summary>
    public static LabPlan Plan(string text, params (string Name, string Value)[] sets)
    {
        LabReading reading = Read(text, [.. sets.Select(s => KeyValuePair.Create(s.Name, s.Value))]);
        return reading.Plan.ShouldNotBeNull(string.Join('\n', reading.Mistakes));
    }

    /// <summary>The part of a plan for these nodes.</summary>
    public static LabPlan PartOf(string text, params string[] nodes) =>
        LabFile.Read(Name, Composition.Vocabulary, new LabReadOptions { Only = nodes, ReadFile = _ => text }).Plan.ShouldNotBeNull();

    /// <summary>The mistakes of a text that must have some.</summary>
    public static IReadOnlyList<Mistake> Mistakes(string text)
    {
        LabReading reading = Read(text);
        reading.Plan.ShouldBeNull(text);
        reading.Mistakes.ShouldNotBeEmpty(text);
        return reading.Mistakes;
    }
}
