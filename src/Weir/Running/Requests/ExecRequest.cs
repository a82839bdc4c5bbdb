using System.Text.Json;
using Weir.Programs;

namespace Weir.Running.Requests;

/// <summary>
/// Runs a program in a node that only the run can enter, such as one with a kernel of its own. Answers are <c>started</c> (its process id there), <c>out</c> and <c>err</c> (bytes in base64) and at the end
/// <c>exit</c>; meanwhile the other side may send <c>in</c> (base64), <c>end</c> (nothing more comes) and <c>signal</c>. When the other side goes away the program is killed.
/// </summary>
internal sealed class ExecRequest : IControlRequest
{
    private const int PieceLimit = 16 * 1024;

    // What the program left may hold its streams open for ever.
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => "exec";

    /// <inheritdoc/>
    public async Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation)
    {
        string node = request.GetProperty("node").GetString() ?? "";
        IProgramHost host = run.Network.Node(node).Programs ?? throw new WeirException($"node {node} is of kind {run.Network.Node(node).Plan.Kind.Form.Name} and runs no programs");
        string[] command = [.. request.GetProperty("command").EnumerateArray().Select(one => one.GetString() ?? "")];
        if (command.Length == 0) { throw new WeirException("no command was given"); }
        string? folder = request.TryGetProperty("folder", out JsonElement place) ? place.GetString() : null;
        INodeProcess process = await host.StartAsync(new ProcessOrder(command, new Dictionary<string, string>(), folder, HasInput: true), cancellation).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            using var writing = new SemaphoreSlim(1);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await SendAsync(json => json.WriteNumber("started", process.Id)).ConfigureAwait(false);
            Task listening = ListenAsync(process, reply, over.Token);
            Task streams = Task.WhenAll(PumpAsync(process.Output, "out", SendAsync), PumpAsync(process.Error, "err", SendAsync));
            int code = await process.Ended.WaitAsync(cancellation).ConfigureAwait(false);
            await Task.WhenAny(streams, Task.Delay(s_drain, run.Time, cancellation)).ConfigureAwait(false);
            await SendAsync(json => json.WriteNumber("exit", code)).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            await listening.ConfigureAwait(false);

            async Task SendAsync(Action<Utf8JsonWriter> fields)
            {
                await writing.WaitAsync(cancellation).ConfigureAwait(false);
                try
                {
                    await reply.SendAsync(fields, cancellation).ConfigureAwait(false);
                }
                finally
                {
                    writing.Release();
                }
            }
        }
    }

    private static async Task PumpAsync(Stream stream, string name, Func<Action<Utf8JsonWriter>, Task> send)
    {
        byte[] piece = new byte[PieceLimit];
        int read;
        while ((read = await stream.ReadAsync(piece).ConfigureAwait(false)) > 0)
        {
            int length = read;
            await send(json => json.WriteBase64String(name, piece.AsSpan(0, length))).ConfigureAwait(false);
        }
    }

    private static async Task ListenAsync(INodeProcess process, ControlReply reply, CancellationToken over)
    {
        try
        {
            while (await reply.ReadAsync(over).ConfigureAwait(false) is { } said)
            {
                if (said.TryGetProperty("signal", out JsonElement signal)) { process.Signal(signal.GetInt32()); }
                else { await FeedAsync(process, said, over).ConfigureAwait(false); }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It has ended, or whoever asked for it is gone, as at the end of what is read: nobody is left who could be told how it ends.
            process.Signal(Signals.Kill);
            return;
        }

        process.Signal(Signals.Kill);
    }

    private static async Task FeedAsync(INodeProcess process, JsonElement said, CancellationToken over)
    {
        if (process.Input is not { } input) { return; }
        try
        {
            if (said.TryGetProperty("in", out JsonElement bytes))
            {
                await input.WriteAsync(bytes.GetBytesFromBase64(), over).ConfigureAwait(false);
                await input.FlushAsync(over).ConfigureAwait(false);
            }
            else { await input.DisposeAsync().ConfigureAwait(false); }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // It does not read any more, and may go on without.
            return;
        }
    }
}
