using System.Text.Json;
using System.Threading.Channels;
using Weir.Programs;

namespace Weir.Running.Requests;

/// <summary>What programs wrote, and with <c>follow</c> what they write until the run ends.</summary>
internal sealed class LogsRequest : IControlRequest
{
    private const int QueueLimit = 4096;

    /// <inheritdoc/>
    public string Name => "logs";

    /// <inheritdoc/>
    public bool Lasts(JsonElement request) => request.GetProperty("follow").GetBoolean();

    /// <inheritdoc/>
    public async Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation)
    {
        string[] wanted = [.. request.GetProperty("programs").EnumerateArray().Select(one => one.GetString() ?? "")];
        foreach (string name in wanted) { _ = run.Program(name); }
        LabProgram[] programs = [.. run.Programs.Where(program => wanted.Length == 0 || wanted.Contains(program.Options.Name))];
        if (!request.GetProperty("follow").GetBoolean())
        {
            foreach ((string name, ProgramLine line) in programs.SelectMany(program => program.Log.Kept().Select(line => (program.Options.Name, line))).OrderBy(pair => pair.line.Time))
            {
                await SendAsync(reply, name, line, cancellation).ConfigureAwait(false);
            }

            return;
        }

        // Lines of all programs go through one bounded queue, so that a slow reader holds back the copying, not the programs.
        var queue = Channel.CreateBounded<(string Name, ProgramLine Line)>(QueueLimit);
        Task all = Task.WhenAll(programs.Select(program => CopyAsync(program, queue.Writer, cancellation)))
            .ContinueWith(_ => queue.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await foreach ((string name, ProgramLine line) in queue.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) { await SendAsync(reply, name, line, cancellation).ConfigureAwait(false); }
        await all.ConfigureAwait(false);
    }

    private static async Task CopyAsync(LabProgram program, ChannelWriter<(string, ProgramLine)> writer, CancellationToken cancellation)
    {
        ChannelReader<ProgramLine> lines = program.Log.Listen(fromBegin: true);
        try
        {
            await foreach (ProgramLine line in lines.ReadAllAsync(cancellation).ConfigureAwait(false)) { await writer.WriteAsync((program.Options.Name, line), cancellation).ConfigureAwait(false); }
        }
        finally
        {
            program.Log.Unlisten(lines);
        }
    }

    private static Task SendAsync(ControlReply reply, string name, ProgramLine line, CancellationToken cancellation) => reply.SendAsync(json => line.Write(json, name), cancellation);
}
