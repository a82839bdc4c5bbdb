using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Weir.Running;

/// <summary>Asks a living run something over its control socket.</summary>
public static class ControlClient
{
    /// <summary>Sends one request (<paramref name="fields"/> writes what belongs to it beside its name) and gives the answers as they come.</summary>
    /// <exception cref="WeirException">The run answered with an error, or does not answer at all.</exception>
    public static async IAsyncEnumerable<JsonElement> AskAsync(string socketPath, string name, Action<Utf8JsonWriter>? fields, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation).ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            throw new WeirException($"the run does not answer ({fault.Message}); it may be ending, or be dead ('weir ps --all' tells, 'weir clean' removes what is left)", 3, fault);
        }

        using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.WriteAsync(Request(name, fields), cancellation).ConfigureAwait(false);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            using var json = JsonDocument.Parse(line);
            JsonElement answer = json.RootElement.Clone();
            if (answer.TryGetProperty("error", out JsonElement error)) { throw new WeirException(error.GetString() ?? "the run could not do it", answer.GetProperty("exitCode").GetInt32()); }
            yield return answer;
        }
    }

    /// <summary>Sends one request and gives its only answer.</summary>
    /// <exception cref="WeirException">The run answered with an error, or not at all.</exception>
    public static async Task<JsonElement> AskOnceAsync(string socketPath, string name, Action<Utf8JsonWriter>? fields, CancellationToken cancellation)
    {
        await foreach (JsonElement answer in AskAsync(socketPath, name, fields, cancellation).ConfigureAwait(false)) { return answer; }
        throw new WeirException("the run ended before it answered", 3);
    }

    private static byte[] Request(string name, Action<Utf8JsonWriter>? fields)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("do", name);
            fields?.Invoke(json);
            json.WriteEndObject();
        }

        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }
}
