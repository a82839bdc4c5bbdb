using System.CommandLine;
using Weir.Lab;

namespace Weir.Cli.Commands;

/// <summary><c>weir init [NAME]</c>: a lab file to start from.</summary>
internal static class InitCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("name") { Description = "The lab's name: small letters, digits and hyphens", DefaultValueFactory = _ => "my-lab" };
        var command = new VerbCommand("init", "Writes NAME.lab.yaml into the current folder: a small lab with comments, which runs as it is. A file that is there already is left alone.")
        {
            Examples = [("weir init hello", "writes hello.lab.yaml")],
        };
        command.Add(name);
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(name)));
        return command;
    }

    private static int Run(CommandContext context, string name)
    {
        if (!LabNameForm.IsName(name)) { throw new WeirException($"'{name}' is no name of a lab: small letters, digits and hyphens, such as two-sites"); }
        string file = name + LabFile.Extension;
        string path = context.PathOf(file);
        if (File.Exists(path)) { throw new WeirException($"there is a file {file} already: it was left alone"); }
        File.WriteAllText(path, Text(name));
        context.Out.WriteLine($"wrote {file}");
        context.Out.WriteLine($"next: weir validate {file}, then weir run {file}");
        return (int)ExitCode.Success;
    }

    private static string Text(string name) => $$"""
        # A lab file says what to build, what runs on it, what goes wrong and what must hold.
        # 'weir validate' checks it, 'weir plan' shows what will be built, 'weir run' does it.
        name: {{name}}
        seed: 1                                   # decides every random choice: the same seed, the same run

        vars:
          clients: 2                              # ${clients} below; --set clients=5 changes it

        nodes:
          s1: { kind: bridge }                    # a switch
          h[1..${clients}]: {}                    # hosts h1, h2: kind: host is the default
          server: {}
          # A switch of OpenFlow in place of the bridge, and who controls it:
          #   s1: { kind: openflow, controller: learning }
          # and beside nodes:
          #   controllers: { learning: l2-learning }

        links:
          - h[1..${clients}] -- s1                # each client with the switch
          - server -- s1: { rate: 20 Mbit/s, delay: 10 ms }

        programs:
          web:
            on: server
            kind: http-server
            port: 8080
            ready: { tcp: 8080 }                  # others wait for this
          load[1..${clients}]:
            on: h{n}                              # load1 on h1, load2 on h2
            kind: http-get
            url: http://server:8080/
            count: 5
            interval: 200 ms
            after: web
            expect: { exit: 0 }

        captures:
          - at: s1                                # every port of the switch, into one file
            filter: tcp port 8080

        monitors:
          talk: { kind: flows, at: s1 }           # who speaks with whom, counted while the lab runs

        events:
          - at: 2 s
            link: { server -- s1: { delay: 50 ms } }

        checks:
          - ping: { from: "h*", to: server }      # in { } put names with * [ ] or { } into quotes
          - http: { from: h1, url: http://server:8080/, status: 200 }
          - packets: { at: s1, where: tcp.flags.reset == 1, count: 0 }
          - monitor: { monitor: talk, where: server_port = 8080, above: 0 }
            within: 4 s

        duration: 4 s

        """;
}
