using Weir.Tests.Cli;

namespace Weir.Tests.Running;

/// <summary>Relative paths of a lab file that lies in another folder than the one in which weir is started.</summary>
public sealed class RelativePathTests
{
    [Fact]
    public async Task Programs_readiness_and_checks_all_start_from_the_folder_of_the_lab_file()
    {
        using var folder = new LabFolder();
        string sub = Directory.CreateDirectory(Path.Combine(folder.Root, "sub")).FullName, tool = Path.Combine(sub, "tool.sh");
        File.WriteAllText(tool, "#!/bin/sh\necho \"$1\" > out.txt\ntouch up.flag\nexec sleep 100\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string file = Path.Combine(sub, "paths.lab.yaml");
        File.WriteAllText(file, """
            name: paths
            nodes: { h1: {}, h2: {} }
            links: [ h1 -- h2 ]
            programs:
              tool: { on: h1, run: [./tool.sh, done], ready: { file: up.flag, timeout: 20 s } }
            checks:
              - file: { path: out.txt, matches: done }
                within: 20 s
            """);
        (await folder.WeirAsync("run", file)).ShouldExit(0);
    }

    [Fact]
    public async Task A_run_whose_folder_cannot_be_made_leaves_no_entry_behind()
    {
        using var folder = new LabFolder();
        Directory.CreateDirectory(Path.Combine(folder.Root, ".weir"));
        File.WriteAllText(Path.Combine(folder.Root, ".weir", "runs"), "a file where the folder should be");
        string[] before = [.. Weir.Running.RunRegistry.OfThisUser().All().Select(one => one.Folder)];
        (await folder.WeirAsync("run", folder.Write("nowhere", "nodes: { h1: {} }\nduration: 1 s\n"))).ShouldExit(3).Error.ShouldContain("WEIR_RUNS");
        Weir.Running.RunRegistry.OfThisUser().All().Select(one => one.Folder).Except(before).ShouldNotContain(one => one.StartsWith(folder.Root, StringComparison.Ordinal));
    }
}
