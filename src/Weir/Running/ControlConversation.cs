using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Weir.Running;

/// <summary>One request to a living run with all of its answers, in which the asking side may say more. Several threads may send; one reads.</summary>
internal sealed class ControlConversation : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;
    private readonly SemaphoreSlim _writing = new(1);

    private ControlConversation(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: false);
        _reader = new StreamReader(_stream, Encoding.UTF8);
    }

    /// <summary>Connects to a run and sends the request; <paramref name="fields"/> writes what belongs to it beside its name.</summary>
    /// <exception cref="WeirException">The run does not answer.</exception>
    public static async Task<ControlConversation> BeginAsync(string socketPath, string name, Action<Utf8JsonWriter>? fields, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation).ConfigureAwait(false);
            var conversation = new ControlConversation(socket);
            await conversation.SendAsync(json =>
            {
                json.WriteString("do", name);
                fields?.Invoke(json);
            }, cancellation).ConfigureAwait(false);
            return conversation;
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            socket.Dispose();
            throw new WeirException($"the run does not answer ({fault.Message}); it may be ending, or be dead ('weir ps --all' tells, 'weir clean' removes what is left)", 3, fault);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one object.</summary>
    /// <exception cref="IOException">The run is gone.</exception>
    public async Task SendAsync(Action<Utf8JsonWriter> fields, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        memory.WriteByte((byte)'\n');
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _stream.WriteAsync(memory.GetBuffer().AsMemory(0, (int)memory.Length), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Gives the answers as they come.</summary>
    /// <exception cref="WeirException">The run answered with an error, or is gone.</exception>
    public async IAsyncEnumerable<JsonElement> AnswersAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await ReadAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            using var json = JsonDocument.Parse(line);
            JsonElement answer = json.RootElement.Clone();
            if (answer.TryGetProperty("error", out JsonElement error)) { throw new WeirException(error.GetString() ?? "the run could not do it", answer.GetProperty("exitCode").GetInt32()); }
            yield return answer;
        }
    }

    private async Task<string?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await _reader.ReadLineAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            throw new WeirException($"the run is gone ({fault.Message})", 3, fault);
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
        _socket.Dispose();
        _writing.Dispose();
    }
}
