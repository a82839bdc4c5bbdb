using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Weir.Running;

/// <summary>Asks a living run something over its control socket.</summary>
public static class ControlClient
{
    /// <summary>Sends one request (<paramref name="fields"/> writes what belongs to it beside its name) and gives the answers as they come.</summary>
    /// <exception cref="WeirException">The run answered with an error, or does not answer at all.</exception>
    public static async IAsyncEnumerable<JsonElement> AskAsync(string socketPath, string name, Action<Utf8JsonWriter>? fields, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using ControlConversation conversation = await ControlConversation.BeginAsync(socketPath, name, fields, cancellation).ConfigureAwait(false);
        await foreach (JsonElement answer in conversation.AnswersAsync(cancellation).ConfigureAwait(false)) { yield return answer; }
    }

    /// <summary>Sends one request and gives its only answer.</summary>
    /// <exception cref="WeirException">The run answered with an error, or not at all.</exception>
    public static async Task<JsonElement> AskOnceAsync(string socketPath, string name, Action<Utf8JsonWriter>? fields, CancellationToken cancellation)
    {
        await foreach (JsonElement answer in AskAsync(socketPath, name, fields, cancellation).ConfigureAwait(false)) { return answer; }
        throw new WeirException("the run ended before it answered", 3);
    }
}
