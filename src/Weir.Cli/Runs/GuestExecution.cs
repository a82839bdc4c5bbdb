using System.Text.Json;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>Runs a program in a node that only its run can enter: the run starts it, and carries the streams.</summary>
internal static class GuestExecution
{
    private const int InterruptSignal = 2;
    private const int PieceLimit = 16 * 1024;

    /// <summary>Runs it with the streams of this process, and gives its exit code. Ctrl-C interrupts the program.</summary>
    /// <exception cref="WeirException">It cannot be started, or the run ended.</exception>
    public static async Task<int> RunAsync(CommandContext context, RunEntry entry, string node, IReadOnlyList<string> command, string? folder, CancellationToken cancellation)
    {
        using ControlConversation run = await ControlConversation.BeginAsync(RunChoice.SocketOf(entry), "exec", json => Write(json, node, command, folder), CancellationToken.None);
        using CancellationTokenRegistration interrupt = cancellation.Register(() => _ = TellAsync(run, json => json.WriteNumber("signal", InterruptSignal)));
        using var over = new CancellationTokenSource();
        Task feeding = Task.CompletedTask;
        try
        {
            await foreach (JsonElement answer in run.AnswersAsync(CancellationToken.None))
            {
                if (answer.TryGetProperty("started", out _)) { feeding = FeedAsync(run, over.Token); }
                else if (answer.TryGetProperty("out", out JsonElement output))
                {
                    context.OutStream.Write(output.GetBytesFromBase64());
                    context.OutStream.Flush();
                }
                else if (answer.TryGetProperty("err", out JsonElement error)) { context.Error.Write(System.Text.Encoding.UTF8.GetString(error.GetBytesFromBase64())); }
                else if (answer.TryGetProperty("exit", out JsonElement code)) { return code.GetInt32(); }
            }
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAny(feeding, Task.CompletedTask);
        }

        throw new WeirException("the run ended before the program did", (int)ExitCode.ProgramFailed);
    }

    private static void Write(Utf8JsonWriter json, string node, IReadOnlyList<string> command, string? folder)
    {
        json.WriteString("node", node);
        if (folder is not null) { json.WriteString("folder", folder); }
        json.WriteStartArray("command");
        foreach (string word in command) { json.WriteStringValue(word); }
        json.WriteEndArray();
    }

    // Reading standard input cannot be interrupted: at the end the process ends with the thread that still reads.
    private static async Task FeedAsync(ControlConversation run, CancellationToken over)
    {
        Stream input = Console.OpenStandardInput();
        byte[] piece = new byte[PieceLimit];
        int read;
        do
        {
            read = await input.ReadAsync(piece, over);
            int length = read;
            await TellAsync(run, length == 0 ? json => json.WriteBoolean("end", true) : json => json.WriteBase64String("in", piece.AsSpan(0, length)));
        }
        while (read > 0 && !over.IsCancellationRequested);
    }

    private static async Task TellAsync(ControlConversation run, Action<Utf8JsonWriter> fields)
    {
        try
        {
            await run.SendAsync(fields, CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The run is gone, which the reading side tells.
            return;
        }
    }
}
