using Weir.Tests.Fixtures;

namespace Weir.Tests.Cli;

/// <summary>The launcher <c>./weir</c> and the real process behind it.</summary>
public sealed class LauncherTests
{
    [Fact]
    public async Task It_runs_through_symbolic_links_and_passes_arguments_and_exit_codes()
    {
        string folder = Directory.CreateTempSubdirectory("weir-launcher-").FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "first"), Repository.PathOf("weir"));
        File.CreateSymbolicLink(Path.Combine(folder, "second"), "first");
        (await Shell.RunAsync("./second --version", folder)).ShouldExit(0).Out.ShouldStartWith("weir ");
        (await Shell.RunAsync("./second flows 'a file.pcap'", folder)).ShouldExit(2).Error.ShouldContain("a file.pcap");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Help_takes_at_most_150_ms_of_processor_time_and_300_ms_when_nothing_changed()
    {
        (await Shell.RunAsync("./weir --version", Repository.Root)).ShouldExit(0);
        // The least of some runs: what other work on the machine adds is not the launcher's.
        const string line = "TIMEFORMAT='%R %U %S'; for i in 1 2 3 4 5 6 7 8 9 10; do time ./weir --help > /dev/null; done";
        Shell run = (await Shell.RunAsync(line, Repository.Root)).ShouldExit(0);
        double[][] times = [.. run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ').Select(t => double.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        times.Length.ShouldBe(10);
        times.Min(t => t[1] + t[2]).ShouldBeLessThanOrEqualTo(0.150, "processor time in seconds");
        // Wall time says something only where the processors are not wanted by others.
        double load = double.Parse((await File.ReadAllTextAsync("/proc/loadavg", TestContext.Current.CancellationToken)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        if (load <= Environment.ProcessorCount) { times.Min(t => t[0]).ShouldBeLessThan(0.3, "wall time in seconds"); }
    }

    [Fact]
    public async Task A_reader_that_goes_away_is_no_error()
    {
        string file = Repository.PathOf("examples", "decode-a-capture", "cn1.pcap");
        Shell run = await Shell.RunAsync($"set -o pipefail; ./weir follow '{file}' 1 --hex | head -n 1", Repository.Root);
        run.ShouldExit(0);
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_nobody_reads_changes_no_exit_code()
    {
        // The reader is gone before the first word: bash waits for it.
        const string line = "exec 3> >(exec 0<&-; exit); wait $!; ./weir flows 'no such file.pcap' 2>&3";
        (await Shell.RunAsync(line, Repository.Root)).ShouldExit(2);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_interrupt_ends_with_130_and_what_was_known(string signal)
    {
        // Job control, for else bash lets what runs in the background ignore SIGINT. All packets come at once; standard input stays open, as that of a live capture.
        string line = $$"""
            ./weir --version > "$OUT"
            set -m
            (cat examples/decode-a-capture/cn1.pcap; sleep 3) | ./weir flows - > "$OUT" &
            for i in $(seq 100); do sleep 0.1; pid=$(pgrep -g "$(jobs -p)" Weir.Cli) && break; done
            sleep 0.7
            kill -{{signal}} "$pid"
            wait %1
            """;
        string output = Path.GetTempFileName();
        Shell run = (await Shell.RunAsync(line, Repository.Root, ("OUT", output))).ShouldExit(130);
        run.Error.ShouldContain("weir: interrupted; this is what is known so far");
        (await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken)).Length.ShouldBe(4);
        File.Delete(output);
    }

    [Fact]
    public async Task Without_an_sdk_it_says_how_to_get_one()
    {
        // A copy of the launcher without sources to compare with, and a search path without dotnet.
        string folder = Directory.CreateTempSubdirectory("weir-bare-").FullName;
        File.Copy(Repository.PathOf("weir"), Path.Combine(folder, "weir"));
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        foreach (string tool in (string[])["bash", "cat", "find", "mkdir", "grep", "env", "readlink", "tr", "touch", "rm", "flock"])
        {
            string path = ((string[])["/usr/bin", "/bin"]).Select(d => Path.Combine(d, tool)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(folder, "bin", tool), path);
        }

        Shell run = (await Shell.RunAsync($"PATH='{folder}/bin' ./weir --version", folder)).ShouldExit(3);
        run.Error.ShouldContain(".NET SDK 10");
        run.Error.ShouldContain("apt-get install dotnet-sdk-10.0");
        run.Error.ShouldContain("dotnet-install.sh");
        Directory.Delete(folder, recursive: true);
    }
}
