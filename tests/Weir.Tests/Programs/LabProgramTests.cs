using System.Text.RegularExpressions;
using Weir.Platform;
using Weir.Programs;

namespace Weir.Tests.Programs;

/// <summary>One program from its start to its end, where the tests themselves run.</summary>
public sealed class LabProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-program-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_program_that_many_ask_to_end_gets_the_signal_once()
    {
        // The second signal would end it at once, before it had written what it still had. What the shell says about its child is on standard error.
        await using LabProgram program = Make("trap 'if [ -n \"$asked\" ]; then echo twice; exit 1; fi; asked=1' TERM; echo up; i=0; while [ $i -lt 15 ]; do sleep 0.1; i=$((i+1)); done; echo flushed", new LogReadiness(new Regex("up", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))));
        await program.StartAsync(CancellationToken.None);
        await program.Ready;
        Task first = program.StopAsync();
        await Task.Delay(200, TestContext.Current.CancellationToken);
        await program.StopAsync();
        await first;
        program.Log.Kept().Where(line => !line.IsError).Select(line => line.Text).ShouldBe(["up", "flushed"]);
    }

    [Fact]
    public async Task A_program_that_is_stopped_while_it_is_being_started_again_does_not_stay()
    {
        var host = new SlowHost(_folder);
        await using LabProgram program = Make("echo up; sleep 0.1; exit 3", null, host);
        await program.StartAsync(CancellationToken.None);
        host.Hold = true;
        await host.Asked.Task;
        Task stop = program.StopAsync();
        host.Release.SetResult();
        await stop;
        await program.Ended;
        program.State.ShouldBe(ProgramState.Exited);
        program.ProcessId.ShouldBeNull();
        program.Restarts.ShouldBe(0);
        (await host.Last.ShouldNotBeNull().Ended).ShouldBeGreaterThan(128);
    }

    [Fact]
    public async Task A_program_that_is_stopped_while_it_is_being_started_does_not_stay()
    {
        var host = new SlowHost(_folder) { Hold = true };
        await using LabProgram program = Make("exec sleep 100", null, host);
        Task start = program.StartAsync(CancellationToken.None);
        await program.StopAsync();
        host.Release.SetResult();
        await start;
        await program.Ended;
        program.State.ShouldBe(ProgramState.Exited);
    }

    [Fact]
    public async Task Why_a_program_could_not_be_started_again_is_told()
    {
        string place = Path.Combine(_folder, "place");
        Directory.CreateDirectory(place);
        await using LabProgram program = Make("cd ..; rmdir place; exit 3", null, null, place);
        var told = new List<string>();
        program.Changed += (_, _, text) => told.Add(text);
        await program.StartAsync(CancellationToken.None);
        await program.Ended;
        told[^1].ShouldStartWith("ended with exit code 3 and could not be started again: the folder");
    }

    private LabProgram Make(string script, IReadiness? ready, IProgramHost? host = null, string? place = null)
    {
        var options = new ProgramOptions
        {
            Name = "it",
            Order = new ProcessOrder(["sh", "-c", script], new Dictionary<string, string>(), place),
            Ready = ready is null ? [] : [ready],
            Restart = ready is null ? RestartPolicy.Always : RestartPolicy.Never,
            RestartPause = TimeSpan.FromMilliseconds(50),
            StopLimit = TimeSpan.FromSeconds(20),
        };
        return new LabProgram(options, host ?? new LocalHost("", _folder, new Dictionary<string, string>()), new ProgramLog(Path.Combine(_folder, "it.log"), () => 0), MachineClock.Instance);
    }

    // A node that takes its time to start a program, and does not hear that nobody wants it any more.
    private sealed class SlowHost(string folder) : IProgramHost
    {
        private readonly LocalHost _host = new("", folder, new Dictionary<string, string>());

        public bool Hold { get; set; }

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public INodeProcess? Last { get; private set; }

        public string Name => _host.Name;

        public async Task<INodeProcess> StartAsync(ProcessOrder order, CancellationToken cancellation)
        {
            if (Hold)
            {
                Asked.TrySetResult();
                await Release.Task;
                order = order with { Command = ["sleep", "100"] };
            }

            return Last = await _host.StartAsync(order, CancellationToken.None);
        }

        public Task<bool> ListensAsync(int port, bool udp, CancellationToken cancellation) => _host.ListensAsync(port, udp, cancellation);
    }
}
