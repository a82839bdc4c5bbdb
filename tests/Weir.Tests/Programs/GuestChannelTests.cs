using System.Net.Sockets;
using System.Text;
using Weir.Programs;
using Weir.Programs.Guests;

namespace Weir.Tests.Programs;

/// <summary>The two ends of a guest's serial line, joined by a socket: real processes at the far end.</summary>
public sealed class GuestChannelTests
{
    [Fact]
    public async Task A_process_at_the_far_end_reads_writes_and_ends_as_one_here()
    {
        await using Pair pair = await Pair.ConnectAsync();
        await using INodeProcess process = await pair.Channel.StartAsync(Order("read line; echo got $line; echo oops >&2; exit 3", input: true), CancellationToken.None);
        await using (process.Input!) { await process.Input!.WriteAsync("hello\n"u8.ToArray()); }
        (await ReadAsync(process.Output)).ShouldBe("got hello\n");
        (await ReadAsync(process.Error)).ShouldBe("oops\n");
        (await process.Ended.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(3);
    }

    [Fact]
    public async Task A_signal_reaches_it_and_its_number_is_in_the_exit_code()
    {
        await using Pair pair = await Pair.ConnectAsync();
        await using INodeProcess process = await pair.Channel.StartAsync(Order("sleep 60"), CancellationToken.None);
        process.Signal(Signals.Terminate);
        (await process.Ended.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(128 + Signals.Terminate);
    }

    [Fact]
    public async Task Much_output_of_several_processes_comes_whole()
    {
        await using Pair pair = await Pair.ConnectAsync();
        INodeProcess[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => pair.Channel.StartAsync(Order("head -c 300000 /dev/zero | tr '\\0' x"), CancellationToken.None)));
        foreach (INodeProcess one in all)
        {
            (await ReadAsync(one.Output)).Length.ShouldBe(300_000);
            (await one.Ended.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
            await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_refused_with_the_reason()
    {
        await using Pair pair = await Pair.ConnectAsync();
        WeirException fault = await Should.ThrowAsync<WeirException>(() => pair.Channel.StartAsync(new ProcessOrder(["/no/such/program"], new Dictionary<string, string>()), CancellationToken.None));
        fault.Message.ShouldContain("/no/such/program");
    }

    [Fact]
    public async Task When_the_line_ends_every_process_counts_as_killed()
    {
        Pair pair = await Pair.ConnectAsync();
        INodeProcess process = await pair.Channel.StartAsync(Order("sleep 60"), CancellationToken.None);
        await pair.DisposeAsync();
        (await process.Ended.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(128 + Signals.Kill);
    }

    [Fact]
    public async Task A_line_that_is_out_of_step_ends_instead_of_taking_memory()
    {
        (Stream near, Stream far) = await StreamsAsync();
        await using var channel = new GuestChannel(near);
        await far.WriteAsync(new byte[] { 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0 });
        await Should.ThrowAsync<WeirException>(() => channel.Ready.WaitAsync(TimeSpan.FromSeconds(20)));
        await far.DisposeAsync();
    }

    private static ProcessOrder Order(string line, bool input = false) => new(["/bin/sh", "-c", line], new Dictionary<string, string>(), HasInput: input);

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<(Stream Near, Stream Far)> StreamsAsync()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var near = new TcpClient();
        await near.ConnectAsync((System.Net.IPEndPoint)listener.LocalEndpoint);
        return (near.GetStream(), (await listener.AcceptTcpClientAsync()).GetStream());
    }

    private sealed record Pair(GuestChannel Channel, Task Agent) : IAsyncDisposable
    {
        public static async Task<Pair> ConnectAsync()
        {
            (Stream near, Stream far) = await StreamsAsync();
            Task agent = new GuestAgent(far, new LocalHost("guest", "/", new Dictionary<string, string>())).RunAsync(CancellationToken.None);
            var channel = new GuestChannel(near);
            await channel.Ready.WaitAsync(TimeSpan.FromSeconds(20));
            return new Pair(channel, agent);
        }

        public async ValueTask DisposeAsync()
        {
            await Channel.DisposeAsync();
            await Agent.WaitAsync(TimeSpan.FromSeconds(20)).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
