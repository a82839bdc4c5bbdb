using System.Text;
using System.Text.Json;
using Weir.Dashboard.Answers;
using Weir.Running;

namespace Weir.Dashboard.Acts;

/// <summary>Runs a program in a node of a living run and gathers what it writes.</summary>
internal static class NodeExecution
{
    /// <summary>Bytes of each stream that are kept.</summary>
    public const int OutputLimit = 256 << 10;

    /// <summary>The exit code of a program that took too long, as of timeout(1).</summary>
    private const int GivenUp = 124;

    private const int KillSignal = 9;

    /// <summary>Runs it.</summary>
    /// <exception cref="WeirException">It cannot be started, or the run ended.</exception>
    public static async Task<ExecAnswer> RunAsync(string socket, string node, IReadOnlyList<string> command, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        using ControlConversation run = await ControlConversation.BeginAsync(socket, "exec", json => Write(json, node, command), cancellation).ConfigureAwait(false);
        var late = new CancellationTokenSource(limit, time);
        using CancellationTokenRegistration kill = late.Token.Register(() => _ = KillAsync(run));
        var output = new MemoryStream();
        var error = new MemoryStream();
        bool truncated = false;
        using (late)
        {
            await foreach (JsonElement answer in run.AnswersAsync(cancellation).ConfigureAwait(false))
            {
                if (answer.TryGetProperty("out", out JsonElement bytes)) { truncated |= Keep(output, bytes.GetBytesFromBase64()); }
                else if (answer.TryGetProperty("err", out bytes)) { truncated |= Keep(error, bytes.GetBytesFromBase64()); }
                else if (answer.TryGetProperty("exit", out JsonElement code)) { return new ExecAnswer(late.IsCancellationRequested ? GivenUp : code.GetInt32(), Text(output), Text(error), truncated); }
            }
        }

        throw new WeirException("the run ended before the program did", 3);
    }

    private static void Write(Utf8JsonWriter json, string node, IReadOnlyList<string> command)
    {
        json.WriteString("node", node);
        json.WriteStartArray("command");
        foreach (string word in command) { json.WriteStringValue(word); }
        json.WriteEndArray();
    }

    private static async Task KillAsync(ControlConversation run)
    {
        try
        {
            await run.SendAsync(json => json.WriteNumber("signal", KillSignal), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The run is gone, which the reading side tells.
            return;
        }
    }

    private static bool Keep(MemoryStream stream, byte[] bytes)
    {
        int room = (int)(OutputLimit - stream.Length);
        stream.Write(bytes.AsSpan(0, Math.Min(room, bytes.Length)));
        return bytes.Length > room;
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
}
